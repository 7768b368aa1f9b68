// What another app shares ("share to Tintype") is kept before anything else, so that it waits for a network and for
// somebody to sign in. It goes into the draft of her new post; see server/offline/sharing.py.
const SHARED = "/posts/shared";

async function takeShared(event) {
  try {
    const entries = [...(await event.request.clone().formData())];
    await write("shared", { entries, owner: await owner() });
  } catch {
    return fetch(event.request); // no room to keep it
  }
  return bringShared();
}

// Sends what was shared, and goes on to where it is now.
async function bringShared() {
  for (const { id, entries, owner: by } of await all("shared")) {
    const form = new FormData();
    for (const [name, value] of entries) form.append(name, value);
    const headers = { "HX-Request": "true", ...(by && { [ACCOUNT]: by }) };
    const response = await fetch(SHARED, { method: "POST", body: form, headers }).catch(() => null);
    if (!response || response.status >= 500) return Response.redirect(OFFLINE, 303);
    const next = response.headers.get("HX-Redirect");
    if (next?.startsWith("/login")) return Response.redirect(`/login?next=${encodeURIComponent(SHARED)}`, 303);
    await remove("shared", id);
    if (response.status === 412) continue; // who shared it is here no more
    await tellAll();
    return next ? Response.redirect(next, 303) : response;
  }
  return Response.redirect("/posts/new", 303);
}
