// Single keys for who reads with a keyboard; ? lists them, and there they can be turned off (WCAG 2.1.4).
(() => {
  const OFF = "tintype-keys-off";
  const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], video";
  const MARKS = ".frame[href], .tile > a, .strip, .when";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  let isSearching = false;

  const isOff = () => localStorage.getItem(OFF) === "yes";
  const posts = () => [...document.querySelectorAll("#page :is(.card, .tile)")];
  const top = (post) => post.getBoundingClientRect().top;

  function current() {
    const place = tintype.opened.isOpen() ? "#opened" : "#page.post-page";
    return document.querySelector(`${place} .card`) ?? document.activeElement.closest(".card, .tile");
  }

  function target(by) {
    const all = posts();
    const at = all.findIndex((post) => post.contains(document.activeElement));
    if (at >= 0) return all[at + by];
    return by > 0 ? all.find((post) => top(post) >= 0) : all.findLast((post) => top(post) < 0);
  }

  function move(by) {
    if (tintype.opened.isOpen()) return void tintype.opened.step(by);
    const post = target(by);
    post?.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" });
    post?.querySelector(MARKS).focus({ preventScroll: true });
  }

  const box = (place) => document.querySelector(`${place} .comment-form textarea`);

  function say() {
    const field = tintype.opened.isOpen() ? box("#opened") : box("#page");
    if (field) field.focus();
    else current()?.querySelector('a[href$="#comments"]')?.click();
  }

  const searchField = () => document.querySelector("#page [type=search]");

  function search() {
    if (searchField()) return searchField().focus();
    isSearching = true;
    document.querySelector('a[href="/search"]')?.click();
  }

  // After nav.js, which has the page focused.
  document.addEventListener("htmx:after:settle", () => {
    if (!isSearching || !searchField()) return;
    isSearching = false;
    setTimeout(() => searchField()?.focus());
  });

  async function help() {
    if (!document.getElementById("keys")) {
      const place = Object.assign(document.createElement("div"), { id: "keys-place" });
      document.body.append(place);
      const headers = { "HX-Target": "div#keys-place" };
      await htmx.ajax("GET", "/keyboard", { source: place, target: place, swap: "innerHTML", headers });
    }
    document.getElementById("keys")?.showModal();
  }

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    l: () => current()?.querySelector(".like")?.requestSubmit(),
    c: say,
    o: () => current()?.querySelector("a.frame, .tile > a, .when")?.click(),
    "/": search,
    "?": help,
  };

  function turn(event) {
    const isBackward = (event.key === "ArrowLeft") === (document.dir !== "rtl");
    if (tintype.opened.isOpen() && tintype.opened.step(isBackward ? -1 : 1)) event.preventDefault();
  }

  function isForUs({ defaultPrevented, isComposing, target, altKey, ctrlKey, metaKey }) {
    const other = document.querySelector("dialog:modal:not(#opened)");
    return !(defaultPrevented || isComposing || altKey || ctrlKey || metaKey || other || target.closest?.(TYPING));
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches?.(".comment-form textarea")) {
      return target.form.requestSubmit();
    }
    if (!isForUs(event)) return;
    if (key === "ArrowLeft" || key === "ArrowRight") return turn(event);
    if (isOff() || !Object.hasOwn(KEYS, key)) return;
    event.preventDefault();
    KEYS[key]();
  });

  function showChoice() {
    for (const choice of document.querySelectorAll("[data-keys]")) choice.checked = !isOff();
  }

  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-keys]")) localStorage.setItem(OFF, target.checked ? "no" : "yes");
  });

  document.addEventListener("htmx:after:swap", showChoice);
  showChoice();
})();
