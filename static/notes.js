// A note goes when it is closed or the page changes, or by itself, but never while somebody is reading it.
(() => {
  const STAYS_MS = 15_000;
  const place = document.getElementById("notes");
  let timer;

  const clear = () => place.replaceChildren();

  function leaveLater() {
    clearTimeout(timer);
    timer = setTimeout(() => (place.matches(":hover, :focus-within") ? leaveLater() : clear()), STAYS_MS);
  }

  new MutationObserver(() => {
    const note = place.querySelector(".note:not(:has(button))");
    if (!note) return;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    button.setAttribute("aria-label", "Close");
    button.addEventListener("click", clear);
    note.append(button);
    leaveLater();
  }).observe(place, { childList: true });

  document.addEventListener("htmx:after:history:push", clear);
})();
