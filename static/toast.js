// What is said in passing: tintype.toast(_("Deleted."), { action: _("Undo"), onAction: restore }). It goes when it is
// closed or by itself, but never while somebody is reading it. Readers of screens hear it: its place is a live region.
(() => {
  const STAYS_MS = 10_000;
  const page = document.getElementById("notes");

  // Outside of an open dialog nothing is heard or can be pressed.
  const place = () => [...document.querySelectorAll("dialog:modal .notes")].at(-1) ?? page;

  function button(kind, text, press) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: kind, textContent: text });
    made.addEventListener("click", press);
    return made;
  }

  function leaveLater(toast) {
    setTimeout(() => (toast.matches(":hover, :focus-within") ? leaveLater(toast) : toast.remove()), STAYS_MS);
  }

  function equip(toast) {
    const close = button("toast-close", "×", () => toast.remove());
    close.setAttribute("aria-label", _("Close"));
    toast.append(close);
    leaveLater(toast);
  }

  tintype.toast = (words, { action, onAction } = {}) => {
    const toast = Object.assign(document.createElement("p"), { className: "toast" });
    toast.append(Object.assign(document.createElement("span"), { textContent: words }));
    if (action) {
      const act = () => {
        toast.remove();
        onAction();
      };
      toast.append(button("toast-action", action, act));
    }
    equip(toast);
    place().append(toast);
  };

  // Those that the server says.
  new MutationObserver(() => {
    for (const toast of page.querySelectorAll(".toast:not(:has(.toast-close))")) {
      equip(toast);
      if (place() !== page) place().append(toast);
    }
  }).observe(page, { childList: true });
})();
