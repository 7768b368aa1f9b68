// Browsers that can install Tintype say so; what offers it (templates/offline/_install.html) is hidden until then.
(() => {
  let offer = null;

  function show() {
    for (const place of document.querySelectorAll("[data-install]")) place.hidden = !offer;
  }

  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    show();
  });
  addEventListener("appinstalled", () => {
    offer = null;
    show();
  });
  document.addEventListener("htmx:after:swap", show);

  document.addEventListener("click", async (event) => {
    if (!offer || !event.target.closest("[data-install] button")) return;
    const asked = offer;
    offer = null; // it can be asked once
    await asked.prompt();
    show();
  });
})();
