// Keeps this tab's part of the line: says which topics the page shows and what it has seen of each, and drops what
// it has seen already. hx-ws connects, reconnects and swaps; see server/updates/routes.py for the other end.
(() => {
  const SILENCE_MS = 45_000; // the server beats every 20 s
  const MOST_TOPICS = 300;
  const HINTS = ["bell", "posted", "picture", "reload"]; // all that may have been missed in "account:"
  const joined = new Map(); // topic -> position seen
  let socket = null;
  let lastWord = Date.now();

  const isLog = (topic) => /^(comments|account|posted):/.test(topic);

  function isNewer(topic, seen, known) {
    if (!isLog(topic)) return Number(seen) > Number(known);
    const [ms, n] = seen.split("-").map(Number);
    const [knownMs, knownN] = known.split("-").map(Number);
    return ms > knownMs || (ms === knownMs && n > knownN);
  }

  function topicsOnPage() {
    const found = new Map();
    // Somebody who scrolled very far hears what is near her; the server takes SOCKET_TOPICS at most.
    const all = [...document.querySelectorAll("[data-topic]")];
    for (const element of [...all.slice(0, 1), ...all.slice(1).slice(-MOST_TOPICS)]) {
      const { topic, seen } = element.dataset;
      // Of two places that show the same, the older one decides what was missed.
      if (!found.has(topic) || isNewer(topic, found.get(topic), seen)) found.set(topic, seen);
    }
    return found;
  }

  function say(message) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  function tell() {
    const shown = topicsOnPage();
    const hear = {};
    for (const [topic, seen] of shown) {
      const known = joined.get(topic);
      // A page that was kept aside may be behind what this tab has heard since.
      if (known === undefined || isNewer(topic, known, seen)) hear[topic] = seen;
      joined.set(topic, seen);
    }
    const leave = [...joined.keys()].filter((topic) => !shown.has(topic));
    leave.forEach((topic) => joined.delete(topic));
    if (leave.length || Object.keys(hear).length) say({ hear, leave });
  }

  // hints.js has it fetched.
  const hint = (name) => document.dispatchEvent(new CustomEvent("tintype:hint", { detail: name }));

  function reload(topic) {
    if (topic.startsWith("posted:")) hint("posted");
    else if (topic.startsWith("account:")) HINTS.forEach(hint);
    else hint(topic);
  }

  function saw(topic, seen) {
    joined.set(topic, seen);
    for (const element of document.querySelectorAll(`[data-topic="${CSS.escape(topic)}"]`)) element.dataset.seen = seen;
  }

  function refused(topic) {
    joined.delete(topic);
    document.querySelectorAll(`[data-topic="${CSS.escape(topic)}"][data-gone]`).forEach((element) => element.remove());
  }

  // True when the frame's content is to be swapped in.
  function take(frame) {
    const { topic, seen } = frame;
    if (!topic) return false;
    if (frame.reload) return reload(topic), false;
    if (frame.refused) return refused(topic), false;
    const known = joined.get(topic);
    if (known === undefined || (!isNewer(topic, seen, known) && !isLog(topic))) return false;
    if (isNewer(topic, seen, known)) saw(topic, seen);
    if (frame.hint) hint(frame.hint);
    return Boolean(frame.content);
  }

  document.addEventListener("htmx:ws:after:connection", (event) => {
    socket = event.detail.connection.socket;
    lastWord = Date.now();
    const shown = topicsOnPage();
    for (const topic of joined.keys()) if (!shown.has(topic)) joined.delete(topic);
    for (const [topic, seen] of shown) if (!joined.has(topic)) joined.set(topic, seen);
    say({ hear: Object.fromEntries(joined) });
    document.documentElement.dataset.live = "yes";
  });

  document.addEventListener("htmx:ws:close", () => {
    document.documentElement.dataset.live = "no";
  });

  document.addEventListener("htmx:ws:before:message:incoming", (event) => {
    lastWord = Date.now();
    const { detail } = event;
    if (!take(JSON.parse(detail.message.data))) detail.cancelled = true;
  });

  document.addEventListener("htmx:after:settle", tell);
  document.addEventListener("htmx:after:swap", tell);

  // A laptop that slept has a socket that looks open and is dead: end it at once, hx-ws then connects anew.
  function checkPulse() {
    if (!socket || socket.readyState !== WebSocket.OPEN || Date.now() - lastWord < SILENCE_MS) return;
    const dead = socket;
    dead.close();
    dead.dispatchEvent(new CloseEvent("close", { code: 1006 }));
  }
  setInterval(checkPulse, 5_000);
  document.addEventListener("visibilitychange", checkPulse);
  window.addEventListener("online", checkPulse);
})();
