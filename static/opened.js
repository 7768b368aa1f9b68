// On a wide window a post opens above the page on which it was seen, at its own address. Back, Esc and × lead to that page
// as it was left; the arrows, j and k to the posts before and after it there. places.js knows the history.
(() => {
  const POST = /^\/p\/[0-9a-f]{24}$/;
  const HOW = { swap: "innerHTML show:none", select: "#page > *" };
  const wide = matchMedia("(width >= 48rem)");
  const dialog = document.getElementById("opened");
  const place = dialog.querySelector(".post-page");
  let opener = null;
  let title = "";
  let shown = ""; // the address of the post
  let isThere = false; // it has come

  const posts = () => [...document.querySelectorAll("#page :is(.card, .tile)[data-topic]")];
  const pathOf = (post) => `/p/${post.id.slice("post-".length)}`;

  function neighbour(by) {
    const all = posts();
    const at = all.findIndex((post) => pathOf(post) === shown);
    return at < 0 ? undefined : all[at + by];
  }

  function open(path) {
    shown = path;
    for (const [name, by] of [["earlier", -1], ["later", 1]]) dialog.querySelector(`.${name}`).hidden = !neighbour(by);
    if (dialog.open) return;
    title = document.title;
    dialog.showModal();
    dialog.focus();
  }

  function empty() {
    shown = "";
    isThere = false;
    htmx.swap({ sourceElement: place, target: place, text: "", swap: "innerHTML" });
  }

  // What led here, or, where that was replaced meanwhile (counts are), a link of the post.
  function origin() {
    if (opener?.isConnected) return opener;
    const post = posts().find((each) => pathOf(each) === shown);
    return post?.querySelector(".when") ?? post?.querySelector("a");
  }

  function close() {
    if (!shown) return;
    const focused = opener && origin();
    dialog.close();
    empty();
    document.title = title;
    focused?.focus({ preventScroll: true });
    opener = null;
  }

  async function show(path) {
    if (shown === path) return;
    open(path);
    await htmx.ajax("GET", path, { ...HOW, source: place, target: place, headers: { "HX-Target": "main#page" } });
  }

  function leave() {
    if (history.state?.opened) history.back();
    else close();
  }

  // True when there is one.
  function step(by) {
    const next = neighbour(by);
    if (!next) return false;
    history.replaceState(history.state, "", pathOf(next));
    show(pathOf(next));
    return true;
  }

  tintype.opened = { show, close, step, isOpen: () => dialog.open };

  function opens(link) {
    const isSeen = link.matches?.("#page:not(.post-page) :is(.card, .tile) a[href]");
    return isSeen && wide.matches && POST.test(new URL(link.href).pathname);
  }

  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const link = ctx.sourceElement;
    if (opens(link)) {
      opener = link;
      ctx.opens = new URL(link.href).pathname;
      Object.assign(ctx, HOW, { target: place });
    } else if (place.contains(link) && link.href && new URL(link.href).pathname === shown) {
      // It is here already.
      event.preventDefault();
      if (new URL(link.href).hash === "#comments") place.querySelector("textarea")?.focus();
    }
  });

  document.addEventListener("htmx:before:history:update", (event) => {
    const { sourceElement, history: action } = event.detail;
    // What is loaded below, on the page, has not the address of the post.
    if (dialog.open && action.type === "replace" && !place.contains(sourceElement)) event.preventDefault();
  });

  document.addEventListener("htmx:after:history:update", ({ detail: { sourceElement, history: action } }) => {
    if (sourceElement !== opener || !POST.test(location.pathname) || action.type !== "push") return;
    history.replaceState({ ...history.state, opened: true }, "");
  });

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => ctx.opens && open(ctx.opens));

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!shown) return;
    const heading = place.querySelector("h1");
    if (heading) dialog.ariaLabel = heading.textContent;
    if (ctx.opens && ctx.request.anchor === "comments") place.querySelector("textarea")?.focus();
    const isCard = Boolean(place.querySelector(".card"));
    // Deleted while it was looked at.
    if (ctx.target !== place && isThere && !isCard) leave();
    isThere = isCard;
  });

  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    leave();
  });

  // A browser closes it all the same at a second Esc.
  dialog.addEventListener("close", () => shown && leave());

  dialog.addEventListener("click", ({ target }) => {
    const by = { earlier: -1, later: 1 }[target.closest(".turn")?.name];
    if (by) step(by);
    else if (target.closest(".leave")) leave();
  });
})();
