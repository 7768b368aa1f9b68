// The button Post: it waits for what is on its way, and does not post what did not make it.
(() => {
  let waits = false; // Post was pressed, and something is still on its way
  let sent = false; // the form is on its way

  const isOnTheWay = (sending) => sending.isOnTheWay;
  const failed = () => compose.items.find((item) => item.querySelector(".upload.failed"));

  function label() {
    if (document.querySelector(".nudge")) return _("Post anyway");
    return compose.moment ? _("Plan this post") : _("Post");
  }

  // How far all of them are, at the button that they keep waiting.
  function paint() {
    const button = document.getElementById("post");
    if (!button || !compose.place) return;
    const rest = compose.sendings.filter(isOnTheWay).length;
    const all = ngettext("%(num)s file", "%(num)s files", compose.items.length);
    const arrived = compose.items.length - compose.sendings.length;
    const hint = document.getElementById("post-hint");
    button.querySelector(".idle").textContent = waits ? _("Waiting for %(rest)s of %(all)s…", { rest, all }) : label();
    button.toggleAttribute("data-waits", waits);
    hint.textContent = "";
    if (rest) hint.append(_("%(arrived)s of %(all)s arrived.", { arrived, all }), " ");
    if (rest) hint.append(waits ? _("Then it is posted, by itself.") : _("You can post already: it waits for the others."));
    if (waits) hint.append(" ", notYet());
  }

  function notYet() {
    const button = compose.element("button", { type: "button", textContent: _("Not yet"), className: "link" });
    button.addEventListener("click", () => {
      waits = false;
      paint();
      document.getElementById("post").focus();
    });
    return button;
  }

  // Something arrived, failed or went: perhaps that was all that the post waited for.
  compose.changed = () => {
    const isReady = waits && !failed() && !compose.sendings.some(isOnTheWay);
    if (waits && failed()) complain();
    if (isReady) waits = false;
    paint();
    if (isReady) document.getElementById("composer")?.requestSubmit(document.getElementById("post"));
  };

  function complain() {
    waits = false;
    compose.refuse(_("One of these did not make it. Try it again or remove it, then post the others."));
    failed().scrollIntoView({ block: "center" });
    failed().querySelector(".told button, .remove button").focus({ preventScroll: true });
  }

  // Before htmx sees it.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.id !== "composer" || !compose.place) return;
      sent = !failed() && !compose.sendings.some(isOnTheWay);
      if (sent) return compose.holdWords();
      event.preventDefault();
      event.stopImmediatePropagation();
      waits = !failed();
      if (waits) compose.say(_("It is posted as soon as all files have arrived."));
      else complain();
      paint();
    },
    true,
  );

  window.addEventListener("beforeunload", (event) => {
    if (compose.sendings.some(isOnTheWay)) event.preventDefault();
  });

  for (const type of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(type, () => {
      sent = false;
    });
  }

  // Another page is shown. Files go on travelling; back here, they and the words are found again.
  compose.pageChanged = () => {
    if (sent && !compose.place) compose.forget();
    waits = sent = false;
    paint();
  };
})();
