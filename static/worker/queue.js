// What was written while the network was away: kept with the name of who wrote it, sent in order when it is back, each
// once (a comment's `key`, and the nature of likes and follows, make twice once). What the site refuses is kept and
// shown until she tries again or discards it.
const QUEUED = [
  [/^\/p\/[0-9a-f]{24}\/like$/, "like"],
  [/^\/p\/[0-9a-f]{24}\/comments$/, "comment"],
  [/^\/@[\w.]+\/follow$/, "follow"],
];
const SEND_TAG = "send";
const SEND_MS = 20_000;
const ANSWER_MOST = 10_000;

const kindOf = (url) => QUEUED.find(([path]) => path.test(url.pathname))?.[1];
const isQueueable = (request, url) =>
  request.method === "POST" && request.headers.has("HX-Request") && request.headers.has(ACCOUNT) && kindOf(url);

async function answerWrite(request, url) {
  const copy = request.clone();
  try {
    // What waits was written before this: a like must not arrive after it was taken back.
    if (!(await next().catch(() => null))) return await fetch(request, { signal: AbortSignal.timeout(SEND_MS) });
  } catch {
    // The network is away.
  }
  await queue(copy, url);
  send();
  return new Response("", { status: 202, headers: { "X-Tintype-Queued": "1", "HX-Reswap": "none" } });
}

async function queue(request, url) {
  const headers = [...request.headers].filter(([name]) => /^(hx-|x-tintype-|content-type|accept)/.test(name));
  const body = await request.text();
  const kind = url.searchParams.get("_method") === "DELETE" ? `un${kindOf(url)}` : kindOf(url);
  const text = kind === "comment" ? new URLSearchParams(body).get("text") : url.pathname.split("/")[1];
  const sent = { address: url.pathname + url.search, headers, body };
  await write("waiting", { ...sent, kind, text, owner: request.headers.get(ACCOUNT), at: Date.now() });
  await tellAll();
  await self.registration.sync?.register(SEND_TAG).catch(() => {});
}

// One at a time, also beside another version of this worker.
const send = () => navigator.locks.request("tintype-send", sendAll);

// The first that waits and may be sent.
async function next() {
  const account = await owner();
  return (await all("waiting")).find((thing) => thing.owner === account && thing.refused === undefined);
}

async function sendAll() {
  let sent = 0;
  for (let thing = await next(); thing; thing = await next()) {
    const outcome = await sendOne(thing);
    if (outcome === "later") break;
    sent += outcome === "sent";
  }
  if (sent) await tellAll({ sent });
}

async function sendOne({ id, ...thing }) {
  const { address, headers, body } = thing;
  const options = { method: "POST", headers, body, signal: AbortSignal.timeout(SEND_MS) };
  const response = await fetch(address, options).catch(() => null);
  // No network, somebody else or nobody is signed in, or the site is not well: its time comes.
  if (!response || response.headers.has("HX-Redirect") || [412, 429].includes(response.status) || response.status >= 500) return "later";
  if (response.ok) {
    await remove("waiting", id);
    return "sent";
  }
  // The page finds the words in it: there is no parser in a worker.
  await write("waiting", { ...thing, refused: (await response.text()).slice(0, ANSWER_MOST) }, id);
  await tellAll();
  return "refused";
}

// Before she signs out: what waits has its last chance, for a moment.
const sendLast = () => Promise.race([send(), new Promise((resolve) => setTimeout(resolve, 3_000))]);

async function tell(client, more = {}) {
  const account = await owner();
  const things = (await all("waiting")).filter((thing) => thing.owner === account);
  const waiting = things.map(({ id, kind, text, at, refused }) => ({ id, kind, text, at, refused }));
  const shared = (await all("shared")).filter((thing) => !thing.owner || thing.owner === account).map(gist);
  const pages = account ? (await all("pages")).map(({ id, title }) => ({ path: id, title })) : [];
  client.postMessage({ waiting, shared, pages, ...more });
}

async function tellAll(more) {
  for (const client of await self.clients.matchAll()) await tell(client, more);
}

async function retry(id) {
  const thing = await read("waiting", id);
  if (thing) await write("waiting", { ...thing, refused: undefined }, id);
  await tellAll();
  await send();
}

async function discard(id) {
  await remove("waiting", id);
  await tellAll();
}
