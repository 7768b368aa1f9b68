// What a hint is about is fetched until it was fetched after the hint. htmx asks once, but a request may fail with the process
// that it went to, and an answer is dropped when what it would replace was replaced meanwhile. live.js says what came:
// a hint, which elements wait for on the body, or a topic that is to be loaded anew.
(() => {
  const AGAIN_MS = 3_000;
  const owed = new Map(); // hint or topic -> how many there had been then
  let given = 0;

  const isTopic = (name) => name.includes(":");

  function waiting(name) {
    return isTopic(name)
      ? document.querySelector(`[data-topic="${CSS.escape(name)}"][hx-get]`)
      : document.querySelector(`[hx-trigger*="${CSS.escape(name)} from:body"]`);
  }

  function ask(name) {
    const element = waiting(name);
    if (!element) owed.delete(name);
    else if (isTopic(name)) htmx.trigger(element, "reload");
    else htmx.trigger(document.body, name);
  }

  function owe(name) {
    owed.set(name, ++given);
    ask(name);
  }

  function askAgain() {
    if (document.documentElement.dataset.live === "yes") [...owed.keys()].forEach(ask);
  }

  document.addEventListener("tintype:hint", (event) => owe(event.detail));

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    ctx.given = given;
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const type = ctx.sourceEvent?.type;
    const name = owed.has(type) ? type : type === "reload" && ctx.sourceElement?.dataset.topic;
    if (!owed.has(name) || ctx.given === undefined || ctx.response?.status >= 500) return;
    if (owed.get(name) <= ctx.given) owed.delete(name);
    else ask(name);
  });

  document.addEventListener("htmx:ws:after:connection", () => {
    // What it counts may have been deleted while nobody could say so.
    if (document.querySelector("#new-posts .pill")) owed.set("posted", ++given);
    [...owed.keys()].forEach(ask);
  });

  setInterval(askAgain, AGAIN_MS);
})();
