// Pages for when the network is away: the feed and some that were read lately, as title and #page; the frame around
// them is kept once. Nothing that the site says not to keep, and nothing outside these paths.
const KEPT_PATHS = /^\/(?:$|p\/[0-9a-f]{24}$|@[\w.]+$|notifications$)/;
const PAGES_MOST = 16;
const KEPT_MS = 7 * 24 * 3600 * 1000;
const PATIENCE_MS = 6_000; // then a page that is kept is shown
const MAIN = '<main id="page"';
const OFFLINE = "/offline";

const wantsPart = (request) =>
  /#page$/.test(request.headers.get("HX-Target") ?? "") && !request.headers.has("HX-History-Restore-Request");
const isPage = (request) =>
  request.method === "GET" &&
  (request.mode === "navigate" || wantsPart(request) || request.headers.has("HX-History-Restore-Request"));

// A page in three: before #page, #page, after it; and its title.
function split(html) {
  const begin = html.indexOf(MAIN);
  const end = html.lastIndexOf("</main>") + "</main>".length;
  if (begin < 0 || end < begin) return null;
  const title = html.match(/<title>([^]*?)<\/title>/)?.[1] ?? "Tintype";
  return { title, before: html.slice(0, begin), main: html.slice(begin, end), after: html.slice(end) };
}

function keptKey(response) {
  const { pathname, search } = new URL(response.url);
  const isKept = !search && KEPT_PATHS.test(pathname) && !/no-store/.test(response.headers.get("Cache-Control") ?? "");
  return isKept ? pathname : null;
}

// Keep an answer of the site, if it is a page that may be kept.
async function keep(response, asked) {
  const account = response.headers.get(ACCOUNT) ?? "";
  if (!response.ok || !/^text\/html/.test(response.headers.get("Content-Type") ?? "")) return;
  const path = keptKey(response);
  const parts = path && account ? split(await response.text()) : null;
  await belongsTo(account, asked);
  if (!parts) return;
  await transaction(["facts", "pages"], async (facts, pages) => {
    if (asked !== era || (await result(facts.get("owner"))) !== account) return;
    const at = Date.now();
    pages.put({ title: parts.title, main: parts.main, owner: account, at }, path);
    if (/^<!doctype/i.test(parts.before)) facts.put({ before: parts.before, after: parts.after, path }, "frame");
    const [keys, kept] = await Promise.all([result(pages.getAllKeys()), result(pages.getAll())]);
    const dates = keys.map((key, place) => [key, kept[place].at]).filter(([key]) => key !== "/");
    dates.sort((one, other) => other[1] - one[1]).slice(PAGES_MOST).forEach(([key]) => pages.delete(key));
  });
}

async function keptPage(path) {
  const page = await read("pages", path);
  return page && page.owner === (await owner()) && Date.now() - page.at < KEPT_MS ? page : null;
}

const html = (body) => new Response(body, { headers: { "Content-Type": "text/html; charset=utf-8" } });

// The page as the request wants it: a part, or the whole in the frame of her last one.
async function shown(request, page, path) {
  const main = page.at ? page.main.replace(MAIN, `${MAIN} data-kept="${new Date(page.at).toISOString()}"`) : page.main;
  const title = `<title>${page.title}</title>`;
  if (wantsPart(request)) return html(title + main);
  const hers = (await owner()) ? await read("facts", "frame") : null;
  const frame = hers ?? (await read("facts", "offline"));
  let before = frame.before.replace(/<title>[^]*?<\/title>/, () => title);
  if (frame.path !== path) before = before.replaceAll(' aria-current="page"', "");
  return html(before + main + frame.after);
}

async function answerPage(event) {
  const { request } = event;
  const { pathname, search } = new URL(request.url);
  const asked = era;
  const fetched = (async () => (await event.preloadResponse) || fetch(request))();
  event.waitUntil(fetched.then((response) => keep(response.clone(), asked)).catch(() => {}));
  // A feed that was scrolled far has the address of its end.
  const isFeed = pathname === "/" && search.startsWith("?through=");
  const kept = search && !isFeed ? null : await keptPage(pathname).catch(() => null);
  try {
    return await (kept ? Promise.race([fetched, tooLate()]) : fetched);
  } catch (error) {
    if (kept) return shown(request, kept, pathname);
    const page = await read("facts", "offline");
    if (!page) throw error;
    return shown(request, page, pathname);
  }
}

const tooLate = () => new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), PATIENCE_MS));
