// Has the worker (static/worker/) looked after this page: what it shows is kept for when the network is away, and what
// is written then is sent later. tintype.tell() tells it something; "tintype:kept" is what it says of what it has.
(() => {
  const LEAVING_MS = 4_000;
  const worker = navigator.serviceWorker;
  const account = () => document.getElementById("updates")?.dataset.topic?.slice("account:".length);

  // Who writes: the site refuses it when somebody else is signed in by the time that it arrives.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.request.method !== "GET" && account()) ctx.request.headers["X-Tintype-Account"] = account();
  });

  if (!worker) return;

  tintype.tell = (what, more, ports = []) =>
    worker.ready.then(({ active }) => active.postMessage({ do: what, ...more }, ports));

  async function begin() {
    await worker.register("/worker.js");
    // What was loaded before there was a worker, or before it knew for whom.
    const pictures = account() ? [...document.images].map((image) => image.currentSrc).filter(Boolean) : [];
    await tintype.tell("hello", { language: document.documentElement.lang, account: account(), pictures });
  }

  // After all that the eye waits for.
  const beginInTime = () => (window.requestIdleCallback ?? setTimeout)(() => begin().catch(() => {}));
  if (document.readyState === "complete") beginInTime();
  else addEventListener("load", beginInTime);

  let waiting = 0;
  worker.addEventListener("message", ({ data }) => {
    if (data.go) return location.assign(data.go);
    waiting = data.waiting.length;
    document.dispatchEvent(new CustomEvent("tintype:kept", { detail: data }));
    if (data.sent) tintype.toast(ngettext("%(num)s thing was sent.", "%(num)s things were sent.", data.sent));
  });
  worker.startMessages();

  addEventListener("online", () => tintype.tell("send"));
  document.addEventListener("htmx:ws:after:connection", () => {
    if (waiting) tintype.tell("send");
    // What could not be shown may be there now.
    if (document.querySelector("[data-away]") && location.pathname !== "/offline") location.reload();
  });

  // Resolves when the worker has sent what it could and forgotten the rest.
  function left() {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = resolve;
      tintype.tell("leave", {}, [port2]);
      setTimeout(resolve, LEAVING_MS); // she gets out in any case
    });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.action.endsWith("/logout") || !worker.controller) return;
    event.preventDefault();
    const words = ngettext(
      "%(num)s thing waits to be sent, and is lost when you sign out. Sign out all the same?",
      "%(num)s things wait to be sent, and are lost when you sign out. Sign out all the same?",
      waiting,
    );
    if (waiting && !confirm(words)) return;
    await left();
    form.submit();
  });
})();
