"""Devices that are not asked for the code."""

from datetime import UTC, datetime

from server.stores.mongo import collection
from server.two_step import actions
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.two_step.app import PLACE, App, give_code, give_password, set_up, time_goes_by

TRUSTED = "tintype_trusted_"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def trust(browser: Person, person: Person, app: App) -> None:
    """Sign in, trust the browser, and sign out."""
    await time_goes_by(person)
    await give_password(browser, person.username)
    assert (await give_code(browser, app.code(), trust="yes")).status_code == 303
    await browser.post("/logout")


async def is_asked(browser: Person, person: Person) -> bool:
    """Whether the password alone does not let her in; signed out afterwards."""
    answer = await give_password(browser, person.username)
    assert await is_signed_in(browser) == (answer.url.path == "/")
    await browser.post("/logout")
    return answer.url.path == "/login/code"


async def test_a_trusted_device_is_not_asked_until_it_is_forgotten(people: Cast, nobody: Person) -> None:
    alice, app = people.alice, await set_up(people.alice)
    nobody.client.headers["User-Agent"] = FIREFOX
    await give_password(nobody, alice.username)
    await give_code(nobody, app.code())
    await nobody.post("/logout")
    assert await is_asked(nobody, alice), "trusted is only who asks for it"
    await trust(nobody, alice, app)
    assert not await is_asked(nobody, alice)
    page = Page((await alice.get(PLACE)).text)
    assert "Firefox on Windows" in page.text
    (forget,) = [e.attributes["action"] for e in page.all("form") if "/devices/" in e.attributes["action"]]
    # Not by somebody else.
    assert (await people.charlie.post(forget)).status_code == 200
    assert not await is_asked(nobody, alice)
    assert (await alice.post(forget)).url.path == PLACE
    assert await is_asked(nobody, alice)


async def test_all_are_forgotten_at_once_also_when_the_password_changes(people: Cast, nobody: Person) -> None:
    alice, app = people.alice, await set_up(people.alice)
    await trust(nobody, alice, app)
    await alice.post(f"{PLACE}/devices?_method=DELETE")
    assert await is_asked(nobody, alice)
    await trust(nobody, alice, app)
    await actions.forget_devices(await account_id(alice))
    assert await is_asked(nobody, alice)


async def test_trust_ends_by_itself(people: Cast, nobody: Person) -> None:
    alice, app = people.alice, await set_up(people.alice)
    await trust(nobody, alice, app)
    query = {"account": await account_id(alice)}
    device = await collection("trusted_devices").find_one(query)
    assert device
    assert round((device["expires_at"] - datetime.now(UTC)).total_seconds() / 86400) == 30
    await collection("trusted_devices").update_one(query, {"$set": {"expires_at": datetime.now(UTC)}})
    assert await is_asked(nobody, alice)


async def test_two_people_may_trust_one_tablet(people: Cast, nobody: Person) -> None:
    await trust(nobody, people.alice, await set_up(people.alice))
    bobs = await set_up(people.bob)
    assert await is_asked(nobody, people.bob), "it is alice who trusts it"
    await trust(nobody, people.bob, bobs)
    assert not await is_asked(nobody, people.bob)
    assert not await is_asked(nobody, people.alice)


async def test_ones_own_trusted_device_opens_nobody_elses_account(people: Cast, nobody: Person) -> None:
    await set_up(people.alice)
    charlie, app = people.charlie, await set_up(people.charlie)
    await trust(nobody, charlie, app)
    mine = nobody.client.cookies[f"{TRUSTED}{await account_id(charlie)}"]
    for forged in (mine, "made-up"):
        nobody.client.cookies.set(f"{TRUSTED}{await account_id(people.alice)}", forged)
        assert await is_asked(nobody, people.alice)
    assert not await is_asked(nobody, charlie)
