// What somebody has unfolded stays so when the server shows it anew.
(() => {
  const left = new Map(); // id -> open

  document.addEventListener("click", (event) => {
    const details = event.target.closest?.("details[id] > summary")?.parentElement;
    if (details) left.set(details.id, !details.open);
  });

  document.addEventListener("htmx:before:settle", () => {
    for (const details of document.querySelectorAll("details[id]")) {
      if (left.has(details.id)) details.open = left.get(details.id);
    }
  });
})();
