// A pressed button that the answer replaces (a heart, Follow): the new one has the focus, and may say that it is new.
(() => {
  let pressed = null;

  document.addEventListener("click", (event) => {
    pressed = event.target.closest("button[id]");
  });

  document.addEventListener("htmx:after:swap", () => {
    if (!pressed || pressed.isConnected) return;
    const heir = document.getElementById(pressed.id);
    pressed = null;
    heir?.classList.add("fresh");
    if (document.activeElement === document.body) heir?.focus({ preventScroll: true });
  });
})();
