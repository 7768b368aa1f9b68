// What is typed of a draft is saved on the server while it is typed, so that it is there on another device. What the
// server has not got yet waits in this tab, and so does what is said of a file that the server does not know of yet.
(() => {
  const PAUSE_MS = 800;
  const RETRY_MS = 15_000;
  const key = () => `composer ${document.getElementById("updates").dataset.topic}`;
  const FIELDS = ["alt", "focus_x", "focus_y"];
  const field = (item, name) => item.querySelector(`[name=${name}]`);
  const audiences = () => [...document.querySelectorAll("#composer [name=audience]")];

  const kept = () => JSON.parse(sessionStorage.getItem(key()) ?? "null");
  const keep = (words) => sessionStorage.setItem(key(), JSON.stringify(words));

  let body = null; // what is to be sent
  let timer = 0;
  let sending = null; // the AbortController of what is being sent

  function show(words) {
    const state = document.getElementById("draft-state");
    if (state) state.textContent = words;
    document.getElementById("discard")?.removeAttribute("data-idle");
  }

  function typed() {
    const form = new FormData(document.getElementById("composer"));
    return new URLSearchParams([...form].filter(([, value]) => typeof value === "string"));
  }

  // Without those whose names the server does not know, there is nothing left to keep here.
  const isWhole = (words) => words?.items.every(([id]) => !id.startsWith("new-")) ?? true;

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (!body || sending) return;
    const sent = body;
    body = null;
    sending = new AbortController();
    const { signal } = sending;
    show(_("Saving…"));
    // Also when the page goes meanwhile; a browser takes little then.
    const keepalive = document.visibilityState === "hidden";
    const answer = await fetch("/posts/draft", { method: "POST", body: sent, signal, keepalive }).catch(() => null);
    if (signal.aborted) return;
    sending = null;
    if (answer?.ok) return saved();
    body ??= sent;
    show(_("Not saved yet. It is tried again."));
    timer = setTimeout(save, RETRY_MS);
  }

  function saved() {
    if (body) return saveSoon();
    if (isWhole(kept())) sessionStorage.removeItem(key());
    show(_("Draft saved"));
  }

  function saveSoon() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  }

  compose.keepWords = () => {
    if (!compose.place) return;
    const items = compose.items.map((item) => [
      item.dataset.item,
      FIELDS.map((name) => field(item, name).value),
      field(item, "camera").checked,
    ]);
    const audience = audiences().find(({ checked }) => checked)?.value;
    keep({ caption: document.getElementById("field-caption").value, audience, at: compose.moment, items });
    body = typed();
    saveSoon();
  };

  // Also while another page is shown.
  compose.renameWords = (from, to) => {
    const words = kept();
    if (!words) return;
    for (const item of words.items) if (item[0] === from) item[0] = to;
    keep(words);
  };

  compose.recallWords = () => {
    const words = kept();
    if (!words) return;
    document.getElementById("field-caption").value = words.caption;
    for (const choice of audiences()) choice.checked = choice.value === words.audience;
    compose.moment = words.at;
    for (const [id, values, camera] of words.items) {
      const item = document.getElementById(`item-${id}`);
      if (!item) continue;
      FIELDS.forEach((name, place) => (field(item, name).value = values[place]));
      field(item, "camera").checked = camera;
      item.parentElement.append(item); // in the order they were put in; what is new goes before
    }
    compose.keepWords();
  };

  // They are being posted, or thrown away: what is saved after that would come back.
  compose.holdWords = () => {
    clearTimeout(timer);
    sending?.abort();
    timer = 0;
    body = sending = null;
  };

  compose.forgetWords = () => {
    compose.holdWords();
    sessionStorage.removeItem(key());
  };

  document.addEventListener("input", (event) => {
    if (event.target.closest("#composer, .item")) compose.keepWords();
  });

  document.addEventListener("focusout", () => timer && save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

  document.addEventListener("submit", (event) => {
    if (event.target.closest("#discard-draft")) compose.forget();
  });
})();
