// Shows the chosen photo, and says at once when it is too large: before it travels.
(() => {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    const file = input.files[0];
    const form = input.form;
    const preview = input.parentElement.querySelector(".preview");
    const error = input.parentElement.querySelector(".error");
    const most = Number(form.dataset.maxBytes);
    const tooLarge = file && file.size > most;
    const words = tooLarge
      ? `This file has ${(file.size / 1048576).toFixed(1)} MB; up to ${Math.round(most / 1048576)} are allowed.`
      : "";
    error.textContent = words;
    error.hidden = !words;
    input.setCustomValidity(words);
    URL.revokeObjectURL(preview.src);
    preview.hidden = !file || tooLarge;
    if (!preview.hidden) preview.src = URL.createObjectURL(file);
  });
})();
