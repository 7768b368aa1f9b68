// Posts and profiles are fetched when somebody is about to go there: a mouse that rests on the link or presses it, a tap
// that may become two. Not for who saves data. What was fetched is used once, and soon.
(() => {
  const PATHS = /^\/(p\/[0-9a-f]{24}|@[\w.]+)$/;
  const RESTS_MS = 90;
  const GOOD_MS = 5_000;
  let fetched = null; // path, answer, until when
  let timer;

  const isHere = (path) => path === location.pathname;

  function preload(link) {
    const path = link.pathname;
    const saves = navigator.connection?.saveData || document.querySelector(".held");
    if (saves || !PATHS.test(path) || isHere(path) || (fetched?.path === path && Date.now() < fetched.until)) return;
    const headers = { "HX-Request": "true", "HX-Target": "main#page", "HX-Boosted": "true", Accept: "text/html" };
    const answer = fetch(path, { headers, priority: "low" }).catch(() => null);
    fetched = { path, answer, until: Date.now() + GOOD_MS };
  }

  tintype.preload = preload;

  const linkOf = ({ target, pointerType }) => pointerType === "mouse" && target.closest?.("#page a[href], #opened a[href]");

  document.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const link = linkOf(event);
    if (link) timer = setTimeout(preload, RESTS_MS, link);
  });

  document.addEventListener("pointerdown", (event) => {
    const link = linkOf(event);
    if (link && event.button === 0) preload(link);
  });

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.request.method !== "GET") fetched = null; // it may say otherwise now
    const known = fetched;
    const isAsked = known?.path === ctx.request.action && ctx.request.method === "GET" && Date.now() < known.until;
    if (!isAsked || !ctx.sourceElement.matches?.("a") || ctx.request.headers["HX-Target"] !== "main#page") return;
    fetched = null;
    const load = ctx.fetch;
    ctx.fetch = async (...request) => (await known.answer) ?? load(...request);
  });
})();
