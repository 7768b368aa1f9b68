// The page is shown before its scripts are asked for: they would travel beside what the eye waits for. A button that only they make
// work, and that is pressed before they are there, is pressed again when they are. A line that breaks meanwhile only delays them.
(() => {
  const AGAIN_MS = 3_000;
  const { next } = document.currentScript.dataset;
  let pressed = null;

  function note(event) {
    pressed = event.target.closest?.("[data-scripted]") ?? pressed;
  }

  function arrive() {
    document.removeEventListener("click", note);
    if (pressed?.isConnected) pressed.click();
  }

  function load() {
    drawn.disconnect();
    document.removeEventListener("visibilitychange", load);
    const onerror = () => setTimeout(load, AGAIN_MS);
    document.head.append(Object.assign(document.createElement("script"), { src: next, onload: arrive, onerror }));
  }

  document.addEventListener("click", note);
  const drawn = new PerformanceObserver(load);
  // A hidden page is not drawn until somebody looks, but is to be live before. Some browsers do not say when they draw.
  if (document.hidden || !PerformanceObserver.supportedEntryTypes.includes("paint")) return load();
  document.addEventListener("visibilitychange", load);
  drawn.observe({ type: "paint", buffered: true });
})();
