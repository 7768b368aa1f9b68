// For who saves data: a picture comes when it is asked for (templates/media/_held.html). Without this its link leads to it.
document.addEventListener("click", (event) => {
  const held = event.target.closest(".held");
  if (!held || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const picture = held.nextElementSibling.content.cloneNode(true);
  const image = picture.querySelector("img");
  held.replaceWith(picture);
  image.focus({ preventScroll: true });
});
