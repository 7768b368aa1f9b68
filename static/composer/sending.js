// A file on its way, by tus: in pieces. A broken connection, a sleep or a restart of the server only delays it, and the
// same file chosen again on another day goes on where it was.
(() => {
  const PIECE_BYTES = 8 * 1024 * 1024; // what any balancer lets pass in one request
  const SILENCE_MS = 60_000; // after which a connection is dead that nobody has closed
  const RETRY_MS = [0, 1000, 2000, 4000, 8000, ...Array(5000).fill(15_000)];
  const PASSING = [408, 409, 423, 425, 460]; // answers after which the same again may work
  const REFUSALS = [400, 413, 415]; // and never
  const LOST = _("This upload was removed, or its time has passed. Try again to send it from the start.");
  const CHANGED = _("This file has changed or is no longer there. Remove it and choose it again.");
  const UNPREPARED = _("Uploading could not begin. Check your connection and try again.");
  const ON_THE_WAY = ["waiting", "sending", "stalled"];

  let loading = null;

  // tus-js-client, which only who posts needs.
  function library() {
    loading ??= new Promise((resolve, reject) => {
      const script = compose.element("script", { src: compose.place.dataset.tus });
      script.addEventListener("load", () => resolve(window.tus));
      script.addEventListener("error", () => reject((loading = null)));
      document.head.append(script);
    });
    return loading;
  }

  const idOf = (address) => new URL(address, location.href).pathname.split("/").pop();
  const account = () => document.getElementById("updates").dataset.topic;

  class Sending {
    state = "waiting";
    percent = 0;
    sentence = "";
    id = null; // of the upload, once the server knows of it

    constructor(file) {
      this.file = file;
    }

    get isSilent() {
      return this.state === "sending" && Date.now() - this.heardAt > SILENCE_MS;
    }

    get isOnTheWay() {
      return ON_THE_WAY.includes(this.state);
    }

    async prepare() {
      try {
        const tus = await library();
        this.upload = new tus.Upload(this.file, this.options());
        const earlier = await this.upload.findPreviousUploads();
        const unfinished = earlier.find(({ uploadUrl }) => compose.isUnfinished(idOf(uploadUrl)));
        if (!unfinished) return;
        this.upload.resumeFromPreviousUpload(unfinished);
        compose.takeUp(this, idOf(unfinished.uploadUrl));
      } catch {
        this.become("failed", UNPREPARED);
      }
    }

    options() {
      return {
        endpoint: "/uploads",
        chunkSize: PIECE_BYTES,
        retryDelays: RETRY_MS,
        removeFingerprintOnSuccess: true,
        metadata: { filename: this.file.name, filetype: this.file.type },
        fingerprint: async ({ name, size, lastModified }) => [account(), name, size, lastModified].join("|"),
        onUploadUrlAvailable: () => this.isKnown(),
        onProgress: (bytes, all) => this.became(Math.floor((bytes / all) * 100)),
        onShouldRetry: (error) => this.mayTryAgain(error.originalResponse?.getStatus() ?? 0),
        onError: (error) => this.failed(error),
        onSuccess: () => this.become("arrived"),
      };
    }

    start() {
      this.become("sending");
      this.upload.start();
    }

    // Also without waiting for the next of its own attempts.
    again() {
      this.upload?.abort();
      if (this.upload) this.start();
    }

    isKnown() {
      // Otherwise tus-js-client begins a new upload when a balancer answers for a server that is just restarting.
      this.upload.options.endpoint = null;
      const id = idOf(this.upload.url);
      if (id !== this.id) compose.join(this, id);
    }

    became(percent) {
      this.heardAt = Date.now();
      this.percent = percent;
      if (this.state === "stalled") this.become("sending");
      else compose.paint(this);
    }

    mayTryAgain(status) {
      const may = status === 0 || status >= 500 || PASSING.includes(status);
      if (may) this.become("stalled");
      if (may && status === 0) this.file.slice(0, 1).arrayBuffer().catch(() => this.stop(CHANGED));
      return may;
    }

    failed(error) {
      const status = error.originalResponse?.getStatus();
      const sentence = error.originalResponse?.getBody() || UNPREPARED;
      const isLost = status === 404 || status === 410;
      if (isLost) this.upload = null; // from the start, then
      if (REFUSALS.includes(status)) this.become("refused", sentence);
      else this.stop(isLost ? LOST : sentence);
    }

    stop(sentence) {
      this.upload?.abort();
      this.become("failed", sentence);
    }

    async retry() {
      this.become("waiting");
      if (!this.upload) await this.prepare();
      compose.advance();
    }

    cancel() {
      this.upload?.abort(true).catch(() => {});
      this.become("gone");
    }

    // It was removed elsewhere.
    forget() {
      this.upload?.abort();
      compose.leaveLine(this);
    }

    become(state, sentence = "") {
      this.state = state;
      this.sentence = sentence;
      this.heardAt = Date.now();
      if (state === "arrived" || state === "gone") compose.leaveLine(this);
      compose.paint(this);
      compose.advance();
      compose.changed();
    }
  }

  compose.Sending = Sending;
  compose.loadAhead = () => library().catch(() => {});
})();
