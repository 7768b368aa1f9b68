// Files that never change under their address: ours, and public pictures. Signed media are never kept.
const SHELL = `shell-${VERSION}`;
const PICTURES_MOST = 200;
const PICTURE_BYTES_MOST = 1_500_000;
const PUBLIC_MEDIA = /^\/(?:.*\/)?media\/[0-9a-f]{64}\/[\w.-]+$/;

const isOurFile = (url) => url.origin === location.origin && url.pathname.startsWith("/static/") && url.searchParams.has("v");
const isPicture = (request, url) =>
  request.method === "GET" && request.destination === "image" && isPublicMedia(url) && !request.headers.has("Range");
const isPublicMedia = (url) => !url.search && PUBLIC_MEDIA.test(url.pathname);

// A browser that has no room, or will not say, has nothing.
const kept = (url, cacheName, options) => caches.match(url, { cacheName, ...options }).catch(() => undefined);

async function answerFile(event) {
  const { url } = event.request;
  const known = await kept(url, SHELL);
  if (known) return known;
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keepFile(url, response.clone()));
    return response;
  } catch (error) {
    // A page that was kept before the last deploy asks for files of before.
    const newer = await kept(url, SHELL, { ignoreSearch: true });
    if (newer) return newer;
    throw error;
  }
}

const keepFile = async (url, response) => (await caches.open(SHELL)).put(url, response);

async function answerPicture(event) {
  const { url } = event.request;
  const known = await kept(url, PICTURES);
  if (known) return known;
  const asked = era;
  const response = await fetchPicture(event.request);
  if (response.type !== "opaque") event.waitUntil(keepPicture(url, response.clone(), asked));
  return response;
}

// What another host answers to an <img> cannot be looked at, and is counted as megabytes, unless it is asked for openly.
async function fetchPicture(request) {
  if (new URL(request.url).origin === location.origin) return fetch(request);
  return fetch(request.url, { mode: "cors", credentials: "omit" }).catch(() => fetch(request));
}

async function keepPicture(url, response, asked) {
  const bytes = Number(response.headers.get("Content-Length") ?? Infinity);
  if (response.status !== 200 || bytes > PICTURE_BYTES_MOST || asked !== era || !(await owner())) return;
  const pictures = await caches.open(PICTURES);
  await pictures.put(url, response);
  const kept = await pictures.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - PICTURES_MOST))) await pictures.delete(old);
}

// Pictures that a page had before there was a worker: the browser has them still.
async function keepPictures(addresses) {
  const asked = era;
  for (const address of addresses.slice(0, PICTURES_MOST)) {
    const url = new URL(address, location.origin);
    if (!isPublicMedia(url) || (await kept(url.href, PICTURES))) continue;
    const response = await fetchPicture(new Request(url, { mode: "no-cors" })).catch(() => null);
    if (response) await keepPicture(url.href, response, asked);
  }
}

// The page for what is not kept, in the language of who looks, and all files that it names.
async function keepShell() {
  const response = await fetch(`${OFFLINE}?shell`, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${OFFLINE}: ${response.status}`);
  const text = await response.text();
  const language = text.match(/<html lang="([\w-]+)"/)?.[1] ?? "en";
  const named = new Set(text.match(/\/static\/[\w./-]+\?v=\w+/g));
  const shell = await caches.open(SHELL);
  await Promise.all([...named].map(async (file) => (await shell.match(file)) ?? shell.add(file)));
  await write("facts", { ...split(text), language }, "offline");
}

async function dropOldShells() {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
}
