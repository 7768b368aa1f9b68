// A receipt that somebody has opened stays open when its upload goes on and is shown anew.
(() => {
  const left = new Map(); // id -> open

  document.addEventListener("click", (event) => {
    const receipt = event.target.closest?.(".receipt[id] > summary")?.parentElement;
    if (receipt) left.set(receipt.id, !receipt.open);
  });

  document.addEventListener("htmx:before:settle", () => {
    for (const receipt of document.querySelectorAll(".receipt[id]")) {
      if (left.has(receipt.id)) receipt.open = left.get(receipt.id);
    }
  });
})();
