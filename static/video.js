// Plays one video at a time: silently while most of it is in view, with sound and controls once somebody asks for it.
// A video is "still" (its poster and a button), "shown" (by us), "watched" (by somebody), or "failed".
(() => {
  const ENOUGH = 0.6; // of a video, in view
  const THRESHOLDS = [0, 0.01, ENOUGH, 1];
  const HEIRS = { still: ".play", shown: ".pause", watched: "video" };
  const quiet = ["motion", "data"].map((of) => matchMedia(`(prefers-reduced-${of}: reduce)`));
  const views = new Map(); // video -> how much of it is in view
  const held = new WeakSet(); // videos that somebody stopped, or that came to their end

  const frameOf = (video) => video.closest(".video");
  const stateOf = (video) => frameOf(video).dataset.state;
  const mayShow = () => !document.hidden && !document.querySelector(".waits") && !navigator.connection?.saveData && !quiet.some((query) => query.matches);

  function become(video, state) {
    const frame = frameOf(video);
    if (frame.dataset.state === "failed") return;
    const pressed = frame.querySelector(".key:focus");
    frame.dataset.state = state;
    // The button that had the focus has gone: what stands for it now has it.
    if (pressed && !pressed.checkVisibility()) frame.querySelector(HEIRS[state]).focus({ preventScroll: true });
  }

  function play(video, state, isMuted) {
    video.muted = isMuted;
    become(video, state);
    video.play().catch(() => video.paused && state === "shown" && become(video, "still"));
  }

  function watch(video) {
    video.controls = true;
    play(video, "watched", false);
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
    if (!mayShow() || [...views.keys()].some((video) => !video.paused)) return;
    const waits = ([video, part]) => part >= ENOUGH && stateOf(video) === "still" && !held.has(video);
    const [best] = [...views].filter(waits).sort(([, a], [, b]) => b - a);
    if (best) play(best[0], "shown", true);
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) views.set(target, intersectionRatio);
      choose();
    },
    { threshold: THRESHOLDS },
  );

  function toggle(video) {
    held.add(video);
    if (!video.paused) video.pause();
    else if (video.loop) play(video, "shown", true);
    else watch(video);
  }

  function rest(video) {
    if (stateOf(video) === "shown" && video.paused) become(video, "still");
  }

  document.addEventListener("video:ready", ({ target }) => {
    target.controls = !target.paused;
    become(target, target.paused ? "still" : "watched");
    watcher.observe(target);
  });

  document.addEventListener("click", (event) => {
    const frame = event.target.closest(".video[data-state]");
    const video = frame?.querySelector("video");
    if (event.target.closest(".play, .pause")) toggle(video);
    else if (event.target.closest(".sound")) video.muted = !video.muted;
    else if (event.target === video && video.loop) toggle(video);
    else if (event.target === video && frame.dataset.state !== "watched") watch(video);
  });

  function on(type, action) {
    const heard = ({ target }) => target.matches?.(".video[data-state] video") && action(target);
    document.addEventListener(type, heard, true);
  }

  on("play", (video) => {
    for (const other of views.keys()) if (other !== video) other.pause();
    if (stateOf(video) === "still") become(video, "shown");
  });
  on("pause", rest);
  on("emptied", (video) => {
    rest(video);
    choose();
  });
  on("ended", (video) => {
    held.add(video);
    choose();
  });
  on("volumechange", (video) => {
    const sound = frameOf(video).querySelector(".sound");
    if (sound) sound.ariaPressed = String(!video.muted);
  });

  quiet.forEach((query) => query.addEventListener("change", choose));
  document.addEventListener("visibilitychange", choose);
})();
