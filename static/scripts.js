// Scripts that only some pages need: whatever has data-script="/static/composer.js?v=…" has that loaded, once.
(() => {
  const loaded = new Set();

  function load() {
    for (const { dataset } of document.querySelectorAll("[data-script]")) {
      if (loaded.has(dataset.script)) continue;
      loaded.add(dataset.script);
      document.head.append(Object.assign(document.createElement("script"), { src: dataset.script }));
    }
  }

  document.addEventListener("htmx:after:swap", load);
  load();
})();
