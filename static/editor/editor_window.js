// The editor opens over the page that leads to it, and goes back there: nothing of that page is lost.
(() => {
  const PLACE = "editor-place";
  const asPart = { "HX-Request": "true", "HX-Target": `div#${PLACE}` };

  function startAll() {
    document.querySelectorAll("form.editor").forEach(editor.start);
  }

  function show(place, html) {
    place.innerHTML = html;
    startAll();
  }

  function make() {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog editor-dialog";
    dialog.setAttribute("aria-label", _("Edit photo"));
    // A click beside it would throw everything away.
    dialog.setAttribute("closedby", "closerequest");
    const head = Object.assign(document.createElement("header"), { className: "dialog-head" });
    const title = Object.assign(document.createElement("h2"), { textContent: _("Edit photo") });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "icon-button", textContent: "×" });
    close.setAttribute("aria-label", _("Close"));
    close.addEventListener("click", () => dialog.close());
    head.append(title, close);
    const place = Object.assign(document.createElement("div"), { id: PLACE, className: "dialog-body" });
    const notes = Object.assign(document.createElement("div"), { className: "notes" });
    notes.setAttribute("role", "status");
    dialog.append(head, place, notes);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    return { dialog, place };
  }

  async function save(event, dialog, place) {
    event.preventDefault();
    const form = event.target;
    const { submitter } = event;
    submitter.disabled = true;
    try {
      const body = new URLSearchParams(new FormData(form, submitter));
      const answer = await fetch(form.action, { method: "POST", body, headers: asPart });
      if (answer.status === 422) return show(place, await answer.text());
      if (!answer.ok) throw new Error(String(answer.status));
      dialog.close();
      tintype.toast(_("Saved. The photo is being developed."));
    } catch {
      tintype.toast(_("That could not be saved. Please try again."));
    } finally {
      submitter.disabled = false;
    }
  }

  async function open(link) {
    const { dialog, place } = make();
    dialog.addEventListener("submit", (event) => save(event, dialog, place));
    dialog.addEventListener("close", () => link.isConnected && link.focus());
    dialog.showModal();
    const answer = await fetch(link.href, { headers: asPart }).catch(() => null);
    if (!answer?.ok) return location.assign(link.href); // that page says why
    show(place, await answer.text());
  }

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-editor]");
      const plain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!link || !plain) return;
      event.preventDefault();
      event.stopPropagation(); // htmx would follow it
      open(link);
    },
    true,
  );
  document.addEventListener("htmx:after:swap", startAll);
  startAll();
})();
