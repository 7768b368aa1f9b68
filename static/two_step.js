// Copies what stands in the element that a button names, line by line.
(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-copy]");
    if (!button || !navigator.clipboard) return;
    const lines = [...document.getElementById(button.dataset.copy).children];
    await navigator.clipboard.writeText(lines.map((line) => line.textContent.trim()).join("\n"));
    button.lastChild.textContent = button.dataset.done;
  });
})();
