// Gets videos ready when they come near: HLS for browsers that cannot read it themselves, and the plain file where a
// stream fails. Says "video:ready" at the video; video.js takes it from there.
(() => {
  const HLS = "application/vnd.apple.mpegurl";
  const isNative = document.createElement("video").canPlayType(HLS) !== "";
  const streams = new Map(); // video -> its hls.js
  const met = new WeakSet();
  let library;

  function load(address) {
    library ??= new Promise((resolve) => {
      const script = Object.assign(document.createElement("script"), { src: address });
      script.onload = script.onerror = () => resolve(window.Hls);
      document.head.append(script);
    });
    return library;
  }

  async function stream(video, list) {
    const Hls = await load(video.dataset.hls);
    if (!Hls?.isSupported() || !video.isConnected || !video.paused) return;
    // No worker: it would be made of a blob, which the policy of these pages does not allow.
    const hls = new Hls({ enableWorker: false, autoStartLoad: false, capLevelToPlayerSize: true });
    streams.set(video, hls);
    hls.on(Hls.Events.ERROR, (_, { fatal }) => fatal && fallBack(video));
    hls.loadSource(list.src);
    hls.attachMedia(video);
    video.addEventListener("play", () => hls.startLoad(), { once: true });
  }

  async function prepare(video) {
    const list = video.querySelector(`source[type="${HLS}"]`);
    if (list && !isNative) await stream(video, list);
    video.dispatchEvent(new Event("video:ready", { bubbles: true }));
  }

  function stop(video) {
    // Without its stream it would load one of its sources, even when it has left the page.
    if (!video.isConnected) video.replaceChildren();
    streams.get(video)?.destroy();
    streams.delete(video);
  }

  // The file instead of the stream; words instead of the file.
  function fallBack(video) {
    const file = video.querySelector('source[type="video/mp4"]');
    const isWanted = !video.paused;
    stop(video);
    if (!file || video.src === file.src) return fail(video);
    video.src = file.src;
    if (isWanted) video.play().catch(() => {});
  }

  function fail(video) {
    const frame = video.closest(".video");
    frame.dataset.state = "failed";
    frame.querySelector(".unplayable").hidden = false;
    video.pause();
  }

  document.addEventListener(
    "error",
    ({ target }) => {
      if (target.matches?.(".video > video") && !streams.has(target)) fallBack(target);
      // The last of its sources: there is nothing left to try.
      if (target.matches?.(".video > video > source:last-of-type")) fail(target.parentElement);
    },
    true,
  );

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        prepare(target);
      }
    },
    { rootMargin: "100% 0%", scrollMargin: "0% 100%" },
  );

  function meet() {
    for (const video of streams.keys()) if (!video.isConnected) stop(video);
    for (const video of document.querySelectorAll(".video > video")) {
      if (!met.has(video)) near.observe(video);
      met.add(video);
    }
  }

  document.addEventListener("htmx:after:swap", meet);
  meet();
})();
