// Back to a feed finds it as it was left: the page itself is kept with all that was scrolled to, not made anew. What has
// changed of it comes over the line, since its topics are joined again. Every page has a place in the history; a post that
// is opened above a page (opened.js) has the place of that page.
(() => {
  const MOST = 3;
  const kept = new Map(); // place in the history -> the page that was left there
  let shown = null;
  let here = null; // the place of the page that is shown

  const current = () => document.getElementById("page");
  const keeps = (page) => page.matches("[data-keeps-place]");

  function arrive() {
    const page = current();
    if (page !== shown) {
      shown = page;
      here = history.state?.place ?? crypto.randomUUID();
    }
    // htmx forgets it when it replaces an address. Another one is that of the page to which Back is under way.
    if (!history.state?.place) history.replaceState({ ...history.state, htmx: true, place: here }, "");
  }

  // Loaded anew, an opened post is a page of its own.
  function load() {
    if (history.state?.opened) history.replaceState({ htmx: true }, "");
    arrive();
  }

  function keep(page) {
    kept.delete(here);
    kept.set(here, { page, y: scrollY, focused: document.activeElement });
    if (kept.size > MOST) kept.delete(kept.keys().next().value);
  }

  document.addEventListener("htmx:before:swap", (event) => {
    const task = shown && event.detail.tasks?.find(({ target }) => target === shown);
    if (!task) return;
    tintype.opened.close();
    // What comes is another page, also where htmx puts it into the same element.
    if (!keeps(shown)) return void (shown = null);
    keep(shown);
    // htmx gets another element to throw away.
    task.target = shown.cloneNode(false);
    shown.replaceWith(task.target);
  });

  function putBack({ page, y, focused }) {
    if (shown && keeps(shown)) keep(shown);
    kept.delete(history.state.place);
    current().replaceWith(page);
    htmx.process(page);
    scrollTo({ top: y, behavior: "instant" });
    htmx.trigger(document.body, "htmx:after:settle");
    focused?.focus({ preventScroll: true });
    htmx.trigger(document.body, "posted");
  }

  document.addEventListener("htmx:before:history:restore", (event) => {
    const { place, opened } = history.state ?? {};
    const left = kept.get(place);
    if (place !== here && !left) {
      tintype.opened.close();
      if (opened) history.replaceState({ htmx: true }, "");
      return;
    }
    event.preventDefault();
    if (place !== here) {
      tintype.opened.close();
      putBack(left);
    }
    if (opened) tintype.opened.show(location.pathname);
    else tintype.opened.close();
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

  document.addEventListener("tintype:pressed", matchHearts);
  document.addEventListener("htmx:after:swap", changed);
  document.addEventListener("htmx:after:settle", changed);
  document.addEventListener("htmx:after:history:replace", arrive);
  // After htmx, which has a look at the page first.
  setTimeout(load);
})();
