// Plays one video at a time: silently while most of it is in view, with sound and controls once somebody asks for it.
// A video is "still" (its poster and a button), "shown" (by us), "watched" (by somebody), or "failed".
(() => {
  const ENOUGH = 0.6; // of a video, in view
  const THRESHOLDS = [0, 0.01, ENOUGH, 1];
  const quiet = ["(prefers-reduced-motion: reduce)", "(prefers-reduced-data: reduce)"].map((query) => matchMedia(query));
  const views = new Map(); // video -> how much of it is in view
  const held = new WeakSet(); // videos that somebody stopped, or that came to their end

  const frameOf = (video) => video.closest(".video");
  const stateOf = (video) => frameOf(video).dataset.state;
  const mayShow = () => !document.hidden && !navigator.connection?.saveData && !quiet.some((query) => query.matches);

  function become(video, state) {
    const { dataset } = frameOf(video);
    if (dataset.state === "failed") return;
    dataset.state = state;
    frameOf(video).querySelector(".toggle").ariaLabel = state === "shown" ? "Pause" : "Play";
  }

  // What is said can be read as long as it cannot be heard.
  function subtitle(video, isOn) {
    const [first] = video.textTracks;
    if (first) first.mode = isOn ? "showing" : "disabled";
  }

  function play(video, state, isMuted) {
    video.muted = isMuted;
    become(video, state);
    video.play().catch(() => video.paused && state === "shown" && become(video, "still"));
  }

  function watch(video) {
    video.controls = true;
    play(video, "watched", false);
    video.focus({ preventScroll: true });
  }

  function mustStop(video, part) {
    if (document.pictureInPictureElement === video) return false;
    if (stateOf(video) === "watched") return part === 0;
    return part < ENOUGH || (!mayShow() && !held.has(video));
  }

  function choose() {
    for (const [video, part] of views) {
      if (!video.isConnected) views.delete(video);
      else if (mustStop(video, part)) video.pause();
    }
    const candidates = [...views].filter(([video, part]) => part >= ENOUGH && !held.has(video));
    if (!mayShow() || [...views.keys()].some((video) => !video.paused)) return;
    const [best] = candidates.filter(([video]) => stateOf(video) === "still").sort(([, a], [, b]) => b - a);
    if (best) subtitle(best[0], true), play(best[0], "shown", true);
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) views.set(target, intersectionRatio);
      choose();
    },
    { threshold: THRESHOLDS },
  );

  function toggle(video) {
    if (!video.paused) return held.add(video), video.pause();
    held.add(video);
    return video.loop ? play(video, "shown", true) : watch(video);
  }

  document.addEventListener("ready", ({ target }) => {
    if (!target.isConnected) return;
    target.controls = false;
    become(target, "still");
    watcher.observe(target);
  });

  document.addEventListener("click", (event) => {
    const frame = event.target.closest(".video[data-state]");
    const video = frame?.querySelector("video");
    if (event.target.closest(".toggle")) toggle(video);
    else if (event.target.closest(".sound")) video.muted = !video.muted;
    else if (event.target === video && video.loop) toggle(video);
    else if (event.target === video && frame.dataset.state !== "watched") watch(video);
  });

  const on = (type, action) => document.addEventListener(type, ({ target }) => target.matches?.(".video[data-state] video") && action(target), true);

  on("play", (video) => {
    for (const other of views.keys()) if (other !== video) other.pause();
    if (stateOf(video) === "still") become(video, "shown");
  });
  on("pause", (video) => stateOf(video) === "shown" && become(video, "still"));
  on("ended", (video) => held.add(video));
  on("volumechange", (video) => {
    const sound = frameOf(video).querySelector(".sound");
    if (sound) sound.ariaPressed = String(!video.muted);
    if (!video.muted) subtitle(video, false);
  });

  quiet.forEach((query) => query.addEventListener("change", choose));
  document.addEventListener("visibilitychange", choose);
})();
