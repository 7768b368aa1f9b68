// What an item says of its file while that is on its way from here; after that the server says it.
(() => {
  const MB = 1048576;
  const LANGUAGE = document.documentElement.lang;
  const VIDEO = /\.(mp4|m4v|mov|qt|webm|mkv|avi)$/i;
  const LOOKED_FOR = _("What is private in it is looked for as soon as it is here.");
  const WORDS = {
    waiting: () => [_("Waiting"), _("Its turn comes when others have arrived.")],
    sending: ({ percent }) => [_("Uploading, %(percent)s %", { percent }), LOOKED_FOR],
    stalled: ({ percent }) => [_("Waiting at %(percent)s %", { percent }), _("There is no connection. It goes on by itself.")],
    failed: ({ percent }) => [_("Stopped at %(percent)s %", { percent })],
    refused: () => [_("Not taken")],
  };

  const isVideo = (file) => file.type.startsWith("video/") || VIDEO.test(file.name);
  const inMegabytes = (number) => _("%(number)s MB", { number: number.toLocaleString(LANGUAGE, { numberingSystem: "latn" }) });
  const roundedUp = (bytes) => inMegabytes(Math.ceil((bytes * 10) / MB) / 10);

  // From the frame of the page, which is there on a walk through the site too.
  function icon(name) {
    const copy = document.querySelector(".site-nav svg.icon").cloneNode(true);
    const use = copy.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    return copy;
  }

  compose.nameOf = (file) => [
    icon(isVideo(file) ? "film" : "image"),
    compose.element("span", { textContent: file.name }),
    " ",
    compose.element("small", { textContent: inMegabytes(Math.max(0.1, Math.round((file.size * 10) / MB) / 10)) }),
  ];

  // What is wrong with a file, before it travels; nothing, hopefully.
  compose.objection = (file) => {
    const most = Number(compose.place.dataset[isVideo(file) ? "maxVideo" : "maxPhoto"]);
    if (!file.size) return _("This file is empty.");
    if (file.size <= most) return "";
    const sizes = { size: roundedUp(file.size), most: roundedUp(most) };
    if (isVideo(file)) return _("This video has %(size)s; up to %(most)s are allowed.", sizes);
    return _("This photo has %(size)s; up to %(most)s are allowed.", sizes);
  };

  compose.paint = (sending) => {
    const { item, state } = sending;
    if (state === "gone") return compose.remove(item);
    if (state === "arrived") return compose.refresh(item);
    const [label, hint] = WORDS[state](sending);
    item.querySelector(".upload").classList.toggle("failed", !hint);
    item.querySelector(".remove button").lastChild.textContent = hint ? _("Cancel") : _("Remove");
    item.querySelector(".captions-line").hidden = !isVideo(sending.file);
    item.querySelector(".upload-name .icon").replaceWith(icon(isVideo(sending.file) ? "film" : "image"));
    paintStep(item.querySelector(".way li"), label, sending);
    const told = item.querySelector(".told");
    if (hint) told.replaceChildren(compose.element("p", { className: "hint", textContent: hint }));
    else if (!told.querySelector(".error")) told.replaceChildren(...trouble(sending));
  };

  function paintStep(step, label, { state, percent }) {
    const bar = step.querySelector("progress") ?? step.appendChild(compose.element("progress", { max: 100 }));
    step.className = WORDS[state]({}).length > 1 ? "now" : "wrong";
    step.querySelector("span").textContent = label;
    bar.value = percent;
    bar.hidden = state === "waiting";
    bar.setAttribute("aria-label", label);
  }

  function trouble(sending) {
    const error = compose.element("p", { className: "error", role: "alert", textContent: sending.sentence });
    if (sending.state === "refused") return [error];
    const retry = compose.element("button", { type: "button", className: "button quiet small" });
    retry.append(icon("rotate-ccw"), _("Retry"));
    retry.addEventListener("click", () => sending.retry());
    return [error, retry];
  }
})();
