// The service worker of Tintype: what it answers itself, and what it is told. server/offline/routes.py puts VERSION first.
self.addEventListener("install", (event) => {
  event.waitUntil(keepShell());
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOldShells(), self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (isPicture(request, url)) return event.respondWith(answerPicture(event));
  if (url.origin !== location.origin) return;
  if (url.pathname === SHARED && request.method === "POST" && request.mode === "navigate") event.respondWith(takeShared(event));
  else if (isPage(request)) event.respondWith(answerPage(event));
  else if (request.method === "GET" && isOurFile(url)) event.respondWith(answerFile(event));
  else if (isQueueable(request, url)) event.respondWith(answerWrite(request, url));
});

self.addEventListener("sync", (event) => {
  if (event.tag === SEND_TAG) event.waitUntil(sendOrFail());
});

// The browser tries again later when this fails.
async function sendOrFail() {
  await send();
  if (await next()) throw new Error("some wait still");
}

const TOLD = {
  // A page begins: what it shows, in what language, and for whom.
  async hello({ language, pictures, account }, client) {
    if ((await read("facts", "offline"))?.language !== language) await keepShell();
    if (account && !(await keptPage("/"))) await fetchFeed();
    await keepPictures(pictures);
    await tell(client);
    await send();
  },
  look: (_, client) => tell(client),
  send,
  // She signs out: said by a page of ours, since any other site can send a form to /logout.
  async leave() {
    await sendLast().catch(() => {});
    await signOut();
  },
  bring: async ({ id }, client) => client.postMessage({ go: await bringShared(id) }),
  discardShared: async ({ id }, client) => {
    await remove("shared", id);
    await tell(client);
  },
  retry: ({ id }) => retry(id),
  discard: ({ id }) => discard(id),
};

async function fetchFeed() {
  const asked = era;
  await keep(await fetch("/"), asked);
}

self.addEventListener("message", (event) => {
  const doing = Promise.resolve(TOLD[event.data.do]?.(event.data, event.source)).catch(() => {});
  event.waitUntil(doing.then(() => event.ports[0]?.postMessage("done")));
});
