// Shows the chosen picture of a person, and says at once when it is too large: before it travels.
(() => {
  function chosen(input) {
    const file = input.files[0];
    const field = input.closest(".field");
    const preview = field.querySelector(".preview");
    const error = field.querySelector(".error");
    const most = Number(input.form.dataset.maxBytes);
    const tooLarge = file && file.size > most;
    const [has, allowed] = [((file?.size ?? 0) / 1048576).toFixed(1), Math.round(most / 1048576)];
    const words = tooLarge ? _("This file has %(has)s MB; up to %(allowed)s are allowed.", { has, allowed }) : "";
    error.textContent = words;
    error.hidden = !words;
    field.classList.toggle("invalid", Boolean(words));
    input.setCustomValidity(words);
    for (const { src } of preview.children) URL.revokeObjectURL(src);
    preview.hidden = !file || tooLarge;
    preview.replaceChildren();
    if (!preview.hidden) preview.append(Object.assign(new Image(), { src: URL.createObjectURL(file), alt: preview.dataset.alt }));
    const label = field.querySelector("label span");
    label.dataset.first ??= label.textContent;
    label.textContent = preview.hidden ? label.dataset.first : _("Choose another");
  }

  document.addEventListener("change", (event) => {
    if (event.target.name === "avatar") chosen(event.target);
  });

  // A picture that is dragged over the plate: the plate says that it takes it.
  for (const type of ["dragenter", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      if (event.target.name === "avatar") event.target.parentElement.classList.toggle("over", type === "dragenter");
    });
  }
})();
