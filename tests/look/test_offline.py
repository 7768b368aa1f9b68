"""The app while the network is away, in a real browser with its service worker."""

from base64 import b64encode

from bson import ObjectId
from playwright.async_api import Browser, Dialog, Page, Route, expect

from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, photo
from tests.site import Site, eventually
from tests.story.window import DESKTOP, PHONE, is_live, sign_in, window

# As the system does it for an app that was chosen to share with.
SHARE = """photo => {
    const bytes = Uint8Array.from(atob(photo), letter => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "shared.jpg", { type: "image/jpeg" }));
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/posts/shared", enctype: "multipart/form-data" });
    for (const [type, name, value] of [["text", "text", "From the gallery"], ["file", "media", ""]]) {
        const input = Object.assign(document.createElement("input"), { type, name, value });
        if (type === "file") input.files = files.files;
        form.append(input);
    }
    document.body.append(form);
    form.submit();
}"""
KEPT = "async address => Boolean(await caches.match(address))"
PAGES = """() => new Promise((resolve) => {
    const asked = indexedDB.open("tintype");
    asked.onsuccess = () => {
        const pages = asked.result.transaction("pages").objectStore("pages").getAllKeys();
        pages.onsuccess = () => { asked.result.close(); resolve(pages.result); };
    };
})"""


async def is_kept(page: Page, path: str) -> None:
    """Wait until the worker has this page."""
    await page.wait_for_function("() => navigator.serviceWorker.controller")

    async def has_it() -> bool:
        return path in await page.evaluate(PAGES)

    await eventually(has_it)


async def picture(page: Page) -> str:
    """The address of the first picture of the feed, once it is loaded and kept."""
    image = page.locator("article.card img").first

    async def is_there() -> bool:
        return bool(await image.evaluate("image => image.complete && image.naturalWidth > 0"))

    await eventually(is_there)
    address: str = await image.evaluate("image => image.currentSrc")

    async def is_kept_too() -> bool:
        return bool(await page.evaluate(KEPT, address))

    await eventually(is_kept_too)
    return address


async def say(page: Page, words: str) -> None:
    await page.get_by_label("Say something").fill(words)
    await page.get_by_role("button", name="Send", exact=True).click()


async def test_the_feed_is_there_offline_and_what_is_written_then_arrives_once(
    browser: Browser, site: Site, people: Cast
) -> None:
    post = await people.alice.publish("Read on the train")
    gone = await people.alice.publish("Soon deleted")
    async with window(browser, site, PHONE, may_complain=True) as page:
        await sign_in(page, people.bob.username)
        await is_kept(page, "/")
        shown = await picture(page)
        for each in (gone, post):
            await page.goto(f"/p/{each}")
            await is_kept(page, f"/p/{each}")
        await page.context.set_offline(True)
        await page.goto("/")
        await expect(page.get_by_text("Offline: this is what you had.")).to_be_visible()
        await expect(page.get_by_text("Read on the train")).to_be_visible()
        assert await picture(page) == shown
        await page.goto(f"/@{people.charlie.username}")
        await expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
        await page.get_by_role("link", name="The last feed you had").click()
        await page.locator(f"#post-{post}").get_by_role("button", name="Like").click()
        await expect(page.get_by_text("1 thing waits to be sent.")).to_be_visible()
        await page.goto(f"/p/{post}")
        await say(page, "Said in a tunnel")
        await expect(page.get_by_text("2 things wait to be sent.")).to_be_visible()
        assert await counts(post) == (0, 0)
        await page.goto("/offline")
        await expect(
            page.get_by_role("listitem").filter(has_text="Your comment").get_by_text("Said in a tunnel")
        ).to_be_visible()
        await page.goto(f"/p/{gone}")
        await say(page, "Into the void")
        await people.alice.client.delete(f"/p/{gone}", follow_redirects=False)
        await page.goto("/offline")
        await page.context.set_offline(False)
        # Nothing vanishes silently: what the site refuses is shown until she says what becomes of it.
        await expect(page.get_by_text("1 thing could not be sent.")).to_be_visible()
        refused = page.get_by_role("listitem").filter(has_text="Into the void")
        await expect(refused).to_contain_text("Could not be sent: Nothing here.")
        assert "is lost when you sign out" in await asked_at_sign_out(page)
        await refused.get_by_role("button", name="Discard").click()
        await expect(page.get_by_text("Nothing waits")).to_be_visible()
        await expect(page.get_by_text("could not be sent.")).to_have_count(0)
        await page.goto(f"/p/{post}")
        await expect(page.get_by_text("Said in a tunnel")).to_have_count(1)
        await is_live(page)
        assert await counts(post) == (1, 1)


async def test_what_is_kept_is_one_persons(browser: Browser, site: Site, people: Cast) -> None:
    post = await people.alice.publish("For bob's eyes")
    async with window(browser, site, DESKTOP, may_complain=True) as page:
        await sign_in(page, people.bob.username)
        await is_kept(page, "/")
        shown = await picture(page)
        await page.goto(f"/p/{post}")
        await is_kept(page, f"/p/{post}")
        await page.context.set_offline(True)
        await say(page, "Never sent by another")
        await expect(page.get_by_text("1 thing waits to be sent.")).to_be_visible()
        # His session ends elsewhere, and somebody else signs in here.
        bobs = collection("sessions")
        await bobs.delete_many({"account": ObjectId(await people.bob.id())})
        await page.context.clear_cookies()
        await page.context.set_offline(False)
        await page.goto("/login")
        await page.context.set_offline(True)
        await nothing_is_there(page, post, people.bob.username)
        assert not await page.evaluate(KEPT, shown)
        # What the phone's gallery shares meanwhile waits for a network, and for somebody to sign in.
        await page.evaluate(SHARE, b64encode(photo()).decode())
        await page.wait_for_url("**/offline")
        await page.context.set_offline(False)
        await page.get_by_role("button", name="Put it into a new post").click()
        await page.wait_for_url("**/login?next=*")
        await page.get_by_label("Username or e-mail").fill(people.charlie.username)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.get_by_role("button", name="Put it into a new post").click()
        await page.wait_for_url("**/posts/new?caption=*")
        assert await collection("media").count_documents({"owner": ObjectId(await people.charlie.id())}) == 1
        await page.goto("/")
        await is_kept(page, "/")
        await is_live(page)
        await expect(page.get_by_text("thing waits")).to_have_count(0)
        await page.context.set_offline(True)
        await page.goto("/")
        await expect(page.get_by_text("Offline: this is what you had.")).to_be_visible()
        await expect(page.get_by_text("For bob's eyes")).to_have_count(0)
        await page.context.set_offline(False)
        assert await counts(post) == (0, 0)
        # Signing out leaves nothing.
        await page.goto("/settings")
        await page.locator("#page").get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/")
        await page.context.set_offline(True)
        await nothing_is_there(page, post, people.charlie.username)


async def test_another_site_puts_nothing_into_her_draft_and_takes_nothing_away(
    browser: Browser, site: Site, people: Cast
) -> None:
    async with window(browser, site, DESKTOP, may_complain=True) as page:
        await sign_in(page, people.bob.username)
        await is_kept(page, "/")
        await sent_elsewhere(page, f"{site.url}/posts/shared")
        await page.wait_for_url("**/offline")
        await sent_elsewhere(page, f"{site.url}/logout")
        await page.wait_for_url("**/logout")
        await page.goto("/posts/new")
        await expect(page.get_by_label("Caption")).to_have_value("")
        assert "/" in await page.evaluate(PAGES), "what is kept for her"
        # It waits until she says what becomes of it.
        await page.goto("/offline")
        await expect(page.get_by_role("listitem").filter(has_text="Forged")).to_be_visible()
        await page.get_by_role("button", name="Discard").click()
        await expect(page.get_by_text("Nothing waits")).to_be_visible()


async def sent_elsewhere(page: Page, action: str) -> None:
    """A page of another site sends a form to `action` in her name."""

    async def answer(route: Route) -> None:
        form = f'<form method="post" enctype="multipart/form-data" action="{action}"><input name="text" value="Forged">'
        await route.fulfill(body=f'<meta name="referrer" content="no-referrer">{form}</form>', content_type="text/html")

    address = "http://127.0.0.1/elsewhere"
    await page.context.route(address, answer)
    await page.goto(address)
    await page.context.unroute(address)
    await page.evaluate("document.forms[0].submit()")


async def asked_at_sign_out(page: Page) -> str:
    """What she is asked; she stays."""
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    page.once("dialog", stay)
    await page.evaluate("document.querySelector('form[action=\"/logout\"]').requestSubmit()")
    return asked[0]


async def nothing_is_there(page: Page, post: str, username: str) -> None:
    assert await page.evaluate(PAGES) == []
    for path in ("/", f"/p/{post}"):
        await page.goto(path)
        await expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
        assert username not in await page.content()


async def counts(post: str) -> tuple[int, int]:
    """Likes and comments, as they stand in the database."""
    found = ObjectId(post)
    likes = await collection("likes").count_documents({"post": found})
    return likes, await collection("comments").count_documents({"post": found})
