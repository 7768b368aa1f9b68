// The page is shown before its scripts are asked for: they would travel beside what the eye waits for.
(() => {
  const { next } = document.currentScript.dataset;

  function load() {
    drawn.disconnect();
    document.removeEventListener("visibilitychange", load);
    document.head.append(Object.assign(document.createElement("script"), { src: next }));
  }

  const drawn = new PerformanceObserver(load);
  // A hidden page is not drawn until somebody looks, but is to be live before. Some browsers do not say when they draw.
  if (document.hidden || !PerformanceObserver.supportedEntryTypes.includes("paint")) return load();
  document.addEventListener("visibilitychange", load);
  drawn.observe({ type: "paint", buffered: true });
})();
