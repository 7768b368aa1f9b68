// What another app shares ("share to Tintype") is kept before anything else, so that it waits for a network and for
// somebody to sign in. Any other site can send the same form, and it cannot be told from an app: so nothing of it goes
// into her draft before she has said so on /offline. See server/offline/sharing.py.
const SHARED = "/posts/shared";

async function takeShared(event) {
  try {
    const entries = [...(await event.request.clone().formData())];
    await write("shared", { entries, owner: await owner() });
  } catch {
    return Response.error(); // no room to keep it
  }
  return Response.redirect(OFFLINE, 303);
}

// What it says, and how many files there are.
function gist({ id, entries, refused }) {
  const words = entries.map(([, value]) => value).filter((value) => typeof value === "string" && value);
  return { id, refused, words: words.join(" ").slice(0, 200), files: entries.filter(([, value]) => value.size).length };
}

// Sends it; the address where it is then, or where to go first.
async function bringShared(id) {
  const thing = await read("shared", id);
  if (!thing) return "/posts/new"; // another tab was quicker
  const { entries, owner: by } = thing;
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  const headers = { "HX-Request": "true", ...(by && { [ACCOUNT]: by }) };
  const response = await fetch(SHARED, { method: "POST", body: form, headers }).catch(() => null);
  if (!response || response.status >= 500) return OFFLINE;
  const next = response.headers.get("HX-Redirect");
  if (next?.startsWith("/login")) return `/login?next=${encodeURIComponent(OFFLINE)}`;
  // What was refused of it, and why, is shown until she has seen it; what was not is in the draft.
  if (!response.ok) await write("shared", { ...thing, refused: (await response.text()).slice(0, ANSWER_MOST) }, id);
  else await remove("shared", id);
  await tellAll();
  return response.ok ? (next ?? "/posts/new") : OFFLINE;
}
