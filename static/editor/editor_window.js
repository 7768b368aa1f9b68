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
    const dialog = document.getElementById("editor-mould").content.querySelector("dialog").cloneNode(true);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    return { dialog, place: dialog.querySelector(`#${PLACE}`) };
  }

  // All that is saved, but not which tool is shown.
  const said = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "tool"));

  // Back leads out of the editor, not to what was before the page below it. places.js sees that page stay.
  const takePlace = () => history.pushState({ ...history.state, editor: true }, "");

  // Ends when the browser, which forgets what has the focus whenever it goes back, has done so.
  async function givePlaceBack() {
    if (history.state?.editor) {
      const gone = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
      history.back();
      await gone;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }

  // What is not saved is not lost silently.
  function askBeforeLeaving({ dialog, place }) {
    const question = dialog.querySelector("#editor-unsaved");
    const form = () => place.querySelector("form");
    let before = null; // as long as there is no form
    const isUnsaved = () => before !== null && said(form()) !== before;

    const leave = (event) => {
      event.preventDefault();
      if (!isUnsaved()) dialog.close();
      else if (!question.open) question.showModal();
    };
    const goBack = (event) => {
      if (isUnsaved()) takePlace();
      leave(event);
    };
    addEventListener("popstate", goBack);
    dialog.addEventListener("close", () => removeEventListener("popstate", goBack));
    takePlace();
    dialog.querySelector("[data-leave]").addEventListener("click", leave);
    dialog.addEventListener("cancel", leave);
    const stay = (event) => isUnsaved() && event.preventDefault();
    addEventListener("beforeunload", stay);
    dialog.addEventListener("close", () => removeEventListener("beforeunload", stay));
    // Chromium lets a page refuse one Escape only, unless it is refused as a key.
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && !question.open && leave(event));
    question.querySelector("[data-drop]").addEventListener("click", () => dialog.close());
    question.querySelector("[data-keep]").addEventListener("click", () => {
      question.close();
      form().requestSubmit(form().querySelector(".editor-actions .button"));
    });
    return () => (before = said(form()));
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
    const nothingChanged = askBeforeLeaving({ dialog, place });
    dialog.addEventListener("submit", (event) => save(event, dialog, place));
    dialog.addEventListener("close", async () => {
      await givePlaceBack();
      if (link.isConnected) link.focus();
    });
    dialog.showModal();
    const answer = await fetch(link.href, { headers: asPart }).catch(() => null);
    if (!answer?.ok) return location.assign(link.href); // that page says why
    show(place, await answer.text());
    nothingChanged();
  }

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-editor]");
      const plain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (!link || !plain || !document.getElementById("editor-mould")) return;
      event.preventDefault();
      event.stopPropagation(); // htmx would follow it
      open(link);
    },
    true,
  );
  document.addEventListener("htmx:after:swap", startAll);
  startAll();
})();
