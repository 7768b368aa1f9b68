// The composer with a script: each file has an item, and travels, as soon as it is chosen. Without a script the same
// form takes the files along. This file takes files in; the other parts stand beside it.
const compose = {
  // Where files are taken; null on other pages, and where a post is edited.
  get place() {
    return document.querySelector(".compose[data-tus]");
  },

  get items() {
    return [...document.querySelectorAll("#items > .item")];
  },

  element: (tag, properties) => Object.assign(document.createElement(tag), properties),

  // To who cannot see it.
  say(words) {
    const place = document.getElementById("composer-said");
    if (place) place.textContent = words;
  },

  refuse(words) {
    const error = document.getElementById("error-media");
    error.textContent = words;
    error.hidden = !words;
    error.closest(".field").classList.toggle("invalid", Boolean(words));
  },
};

(() => {
  const bringsFiles = (event) => compose.place && event.dataTransfer?.types.includes("Files");

  function choose(files) {
    const most = Number(compose.place.dataset.maxItems);
    const room = Math.max(0, most - compose.items.length);
    const left = files.length - room;
    const some = ngettext("The last one of these was left out.", "The last %(num)s of these were left out.", left);
    compose.refuse(left > 0 ? `${_("A post can have up to %(most)s photos and videos.", { most })} ${some}` : "");
    files.slice(0, room).forEach(compose.send);
    compose.changed();
  }

  // They travel on their own, not with the form.
  compose.takeFrom = (input) => {
    if (input.files.length) choose([...input.files]);
    input.value = "";
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("#field-media, #field-camera") && compose.place) compose.takeFrom(event.target);
  });

  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // An office program puts a picture of the text beside the text.
    const isText = event.target.matches("textarea, input") && event.clipboardData.types.includes("text/plain");
    if (!files.length || isText || !compose.place) return;
    event.preventDefault();
    choose(files);
  });

  document.addEventListener("dragover", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    compose.place.classList.add("over");
  });

  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) compose.place?.classList.remove("over");
  });

  document.addEventListener("drop", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    compose.place.classList.remove("over");
    choose([...event.dataTransfer.files]);
  });
})();
