"""Passkeys in a browser, with an authenticator that is always willing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from playwright.async_api import Browser, CDPSession, Page, expect

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.site import Site, eventually
from tests.story.window import HAS_SCRIPTS, PHONE, is_live, sign_in, window

PAGE = "/settings/passkeys"
LAPTOP = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Authenticator:
    """The browser's own passkeys."""

    def __init__(self, cdp: CDPSession, name: str) -> None:
        self.cdp = cdp
        self.name = name

    @classmethod
    async def of(cls, page: Page) -> "Authenticator":
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("WebAuthn.enable")
        made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": LAPTOP})
        return cls(cdp, made["authenticatorId"])

    async def kept(self) -> list[dict[str, object]]:
        found = await self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.name})
        return list(found["credentials"])

    async def is_willing(self, willing: bool) -> None:
        """Whether the person is there and agrees to what is asked."""
        options = {"authenticatorId": self.name, "enabled": willing}
        await self.cdp.send("WebAuthn.setAutomaticPresenceSimulation", options)

    async def knows_the_person(self, knows: bool) -> None:
        options = {"authenticatorId": self.name, "isUserVerified": knows}
        await self.cdp.send("WebAuthn.setUserVerified", options)


@asynccontextmanager
async def at_settings(browser: Browser, site: Site, person: Person) -> AsyncIterator[tuple[Page, Authenticator]]:
    """Her window at the page with her passkeys."""
    async with window(browser, site, PHONE) as page:
        device = await Authenticator.of(page)
        await sign_in(page, person.username)
        await page.goto(PAGE)
        yield page, device


async def add(page: Page) -> None:
    before = await page.locator(".passkey").count()
    await page.get_by_role("button", name="Add a passkey").click()
    await expect(page.locator(".passkey")).to_have_count(before + 1)
    await page.wait_for_selector(HAS_SCRIPTS, state="attached")


async def sign_out(page: Page) -> None:
    # From no page of ours: one that is open would go to the login page by itself, at a moment of its own.
    await page.goto("about:blank")
    answer = await page.request.post("/logout")
    assert answer.ok


async def is_in_as(page: Page, person: Person) -> None:
    await page.wait_for_url(lambda address: "/login" not in address)
    await expect(page.locator(f"a.nav-link[href='/@{person.username}']")).to_be_visible()


async def asked(page: Page, *wanted: str) -> None:
    """Wait until the page has asked the browser so, in this order."""
    look = "() => asked.map(({ signal, mediation }) => (signal.aborted ? 'ended' : (mediation ?? 'pressed')))"

    async def are_as_wanted() -> bool:
        return list(await page.evaluate(look)) == list(wanted)

    await eventually(are_as_wanted)


async def without_autofill(page: Page) -> None:
    """Have it that the browser offers nothing by itself, from the next page on."""
    no = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
    await page.add_init_script(f"if (window.PublicKeyCredential) {no}")


async def test_added_once_it_signs_in_by_the_button(browser: Browser, site: Site, people: Cast) -> None:
    async with at_settings(browser, site, people.alice) as (page, device):
        await expect(page.get_by_text("This browser cannot make a passkey")).to_be_hidden()
        await add(page)
        await expect(page.locator(".passkey strong")).to_have_text("Linux computer")
        assert len(await device.kept()) == 1
        await page.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_role("alert")).to_have_text("This device has a passkey for your account already.")
        await without_autofill(page)
        await sign_out(page)
        await page.goto("/login?next=/search")
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await page.wait_for_url("**/search")
        await is_in_as(page, people.alice)


async def test_the_browser_offers_it_in_the_field(browser: Browser, site: Site, people: Cast) -> None:
    """The authenticator takes what autofill offers by itself, as a person does with a tap."""
    async with at_settings(browser, site, people.alice) as (page, _):
        await add(page)
        await sign_out(page)
        await page.goto("/")
        await is_live(page)
        await page.locator("a.nav-link[href='/login']").click()
        await is_in_as(page, people.alice)


async def test_leaving_the_login_page_ends_the_waiting_request(browser: Browser, site: Site, people: Cast) -> None:
    async with at_settings(browser, site, people.alice) as (page, device):
        await add(page)
        await device.is_willing(False)
        await sign_out(page)
        await page.add_init_script("""
            const get = navigator.credentials.get.bind(navigator.credentials);
            window.asked = [];
            navigator.credentials.get = (options) => (asked.push(options), get(options));
        """)
        await page.goto("/login")
        await asked(page, "conditional")
        await page.get_by_role("link", name="Search").click()
        await page.wait_for_url("**/search")
        await asked(page, "ended")
        await page.get_by_role("link", name="Sign in").click()
        await asked(page, "ended", "conditional")
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await asked(page, "ended", "ended", "pressed")


async def test_who_does_not_agree_is_not_let_in_and_may_try_again(browser: Browser, site: Site, people: Cast) -> None:
    async with at_settings(browser, site, people.alice) as (page, device):
        await add(page)
        await without_autofill(page)
        await sign_out(page)
        await page.goto("/login")
        await device.knows_the_person(False)
        button = page.get_by_role("button", name="Sign in with a passkey")
        await button.click()
        await expect(page.get_by_role("alert")).to_have_text(
            "Nothing was chosen, or it took too long. Please try again."
        )
        await device.knows_the_person(True)
        await button.click()
        await is_in_as(page, people.alice)


async def test_one_that_was_removed_meanwhile_says_so_beside_the_field(
    browser: Browser, site: Site, people: Cast
) -> None:
    async with at_settings(browser, site, people.alice) as (page, _):
        await add(page)
        await without_autofill(page)
        await sign_out(page)
        await collection("credentials").update_one({"_id": await account_id(people.alice)}, {"$set": {"passkeys": []}})
        await page.goto("/login")
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(page.get_by_role("alert")).to_contain_text("it may have been removed")
        assert "/login" in page.url


async def test_a_suspended_account_stays_shut(browser: Browser, site: Site, people: Cast) -> None:
    async with at_settings(browser, site, people.alice) as (page, _):
        await add(page)
        await without_autofill(page)
        await sign_out(page)
        suspended = {"$set": {"suspended_at": datetime.now(UTC)}}
        await collection("accounts").update_one({"_id": await account_id(people.alice)}, suspended)
        await page.goto("/login")
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("This account is suspended")


async def test_it_is_renamed_and_removed_but_not_when_it_is_the_last_way_in(
    browser: Browser, site: Site, people: Cast
) -> None:
    async with at_settings(browser, site, people.alice) as (page, _):
        page.on("dialog", lambda dialog: dialog.accept())
        await add(page)
        await page.locator("summary").click()
        await page.get_by_label("Name", exact=True).fill("My laptop")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator(".passkey strong")).to_have_text("My laptop")
        hers = {"_id": await account_id(people.alice)}
        stored = await collection("credentials").find_one_and_update(hers, {"$set": {"password": ""}})
        assert stored
        remove = page.get_by_role("button", name="Remove My laptop")
        await remove.click()
        await expect(page.get_by_role("alert")).to_contain_text("the only way into your account")
        await collection("credentials").update_one(hers, {"$set": {"password": stored["password"]}})
        await remove.click()
        await expect(page.get_by_text("You have none yet.")).to_be_visible()


async def test_it_proves_who_she_is(browser: Browser, site: Site, people: Cast) -> None:
    async with at_settings(browser, site, people.alice) as (page, _):
        await add(page)
        long_ago = {"$set": {"proved_at": datetime(2020, 1, 1, tzinfo=UTC)}}
        await collection("sessions").update_many({"account": await account_id(people.alice)}, long_ago)
        await page.goto(PAGE)
        await page.wait_for_url("**/prove?next=*")
        await page.locator("[data-prove-passkey]").click()
        await page.wait_for_url(f"**{PAGE}")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Passkeys")


async def test_without_javascript_the_page_says_what_it_takes(browser: Browser, site: Site, people: Cast) -> None:
    async with window(browser, site, PHONE, java_script_enabled=False) as page:
        await sign_in(page, people.alice.username)
        await page.goto(PAGE)
        await expect(page.get_by_text("This browser cannot make a passkey here")).to_be_visible()
        await expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
