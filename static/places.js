// Back to a feed finds it as it was left: the page itself is kept with all that was scrolled to, not made anew. What has
// changed of it comes over the line, since its topics are joined again.
(() => {
  const MOST = 3;
  const kept = new Map(); // place in the history -> the page that was left there
  let shown = null;
  let here = null; // the place of the page that is shown, if it keeps its place

  const current = () => document.getElementById("page");

  function arrive() {
    const page = current();
    if (page !== shown) {
      shown = page;
      here = page.matches("[data-keeps-place]") ? (history.state?.place ?? crypto.randomUUID()) : null;
    }
    // htmx forgets it when it replaces an address.
    if (here && history.state?.place !== here) history.replaceState({ ...history.state, htmx: true, place: here }, "");
  }

  function keep(page) {
    kept.delete(here);
    kept.set(here, { page, y: scrollY, focused: document.activeElement });
    if (kept.size > MOST) kept.delete(kept.keys().next().value);
  }

  // htmx gets another element to throw away.
  document.addEventListener("htmx:before:swap", (event) => {
    const task = here && event.detail.tasks?.find(({ target }) => target === shown);
    if (!task) return;
    keep(shown);
    task.target = shown.cloneNode(false);
    shown.replaceWith(task.target);
  });

  document.addEventListener("htmx:before:history:restore", (event) => {
    const place = kept.get(history.state?.place);
    if (!place) return;
    event.preventDefault();
    if (here) keep(shown);
    kept.delete(history.state.place);
    current().replaceWith(place.page);
    htmx.process(place.page);
    scrollTo({ top: place.y, behavior: "instant" });
    htmx.trigger(document.body, "htmx:after:settle");
    place.focused?.focus({ preventScroll: true });
    htmx.trigger(document.body, "posted");
  });

  // What is liked elsewhere is liked in the kept pages too.
  function matchHearts() {
    for (const heart of kept.size ? document.querySelectorAll(".heart") : []) {
      for (const { page } of kept.values()) {
        const other = page.querySelector(`#${heart.id}`);
        if (other && other.ariaPressed !== heart.ariaPressed) other.form.replaceWith(heart.form.cloneNode(true));
      }
    }
  }

  function changed() {
    arrive();
    matchHearts();
  }

  document.addEventListener("htmx:after:swap", changed);
  document.addEventListener("htmx:after:settle", changed);
  document.addEventListener("htmx:after:history:replace", arrive);
  document.addEventListener("DOMContentLoaded", arrive);
})();
