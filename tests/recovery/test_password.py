"""Changing one's password, and the letters that tell of what happened to an account."""

from datetime import UTC, datetime

from server.accounts import queries
from server.entry.letters import security_changed
from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person, stranger
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.mail.mailbox import PASSWORD_CHANGED, SIGNED_IN, address_of, confirmed, letters, newest
from tests.pages import Page
from tests.recovery.asking import OTHER, asked_for_reset, heading, opens
from tests.site import Site

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"


async def sign_in(site: Site, person: Person, browser: str, password: str = PASSWORD) -> Person:
    """The same person with another browser."""
    other = stranger(site)
    other.username = person.username
    other.client.headers["User-Agent"] = browser
    await other.post("/login", data={"login": person.username, "password": password})
    assert await is_signed_in(other)
    return other


async def test_a_new_password_ends_all_other_sessions_and_keeps_this_one(people: Cast, site: Site) -> None:
    await confirmed(people.alice)
    phone = await sign_in(site, people.alice, FIREFOX.format(140))
    waiting = await asked_for_reset(people.alice, address_of(people.alice))
    answer = await phone.post("/settings/password", data={"password": OTHER})
    assert "Your new password is saved" in Page(answer.text).text
    assert await is_signed_in(phone)
    assert not await is_signed_in(people.alice)
    assert await opens(phone, people.alice.username, OTHER)
    assert not await opens(phone, people.alice.username)
    assert await heading(people.bob, waiting.link("/reset/")) != (200, f"A new password for @{people.alice.username}")
    told = await newest(site, address_of(people.alice), PASSWORD_CHANGED)
    assert "with Firefox on Linux" in told.text
    await phone.client.aclose()


async def test_a_poor_password_is_refused_beside_its_field(people: Cast) -> None:
    answer = await people.bob.post("/settings/password", data={"password": "short"})
    page = Page(answer.text)
    assert (answer.status_code, page.is_refused("password"), page.value("password")) == (422, True, "")
    assert await opens(people.bob, people.bob.username)


async def test_who_has_not_proved_lately_who_she_is_is_asked_first(people: Cast) -> None:
    past = {"$set": {"proved_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    await collection("sessions").update_many({"account": await account_id(people.bob)}, past)
    for path in ("/settings/password", "/settings/email"):
        answer = await people.bob.get(path, follow_redirects=False)
        assert answer.headers["Location"].startswith("/prove?next=%2Fsettings%2F")
        sent = await people.bob.post(path, data={"password": OTHER, "email": "x@example.org"}, follow_redirects=False)
        assert sent.headers["Location"].startswith("/prove?")
    assert await opens(people.bob, people.bob.username)


async def test_a_sign_in_from_a_device_that_was_never_seen_is_told(people: Cast, site: Site) -> None:
    await confirmed(people.alice)
    known = await sign_in(site, people.alice, FIREFOX.format(140))
    letter = await newest(site, address_of(people.alice), SIGNED_IN)
    assert f"signed in to @{people.alice.username}" in letter.text
    assert "with Firefox on Linux at 127.0.0.1" in letter.text
    newer = await sign_in(site, people.alice, FIREFOX.format(141))
    phone = await sign_in(site, people.alice, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605")
    await newest(site, address_of(people.alice), SIGNED_IN, but=1)
    assert len(await letters(site, address_of(people.alice), SIGNED_IN)) == 2, "a newer Firefox is the same device"
    for person in (known, newer, phone):
        await person.client.aclose()


async def test_an_address_that_is_only_claimed_is_told_nothing(people: Cast, site: Site) -> None:
    other = await sign_in(site, people.bob, FIREFOX.format(140))
    await other.post("/settings/password", data={"password": OTHER})
    await confirmed(other)
    assert [letter.subject for letter in await letters(site, address_of(people.bob))] == [
        "Please confirm your e-mail address"
    ]
    await other.client.aclose()


async def test_a_change_of_the_way_in_is_told(people: Cast, site: Site) -> None:
    await confirmed(people.alice)
    account = await queries.by_username(people.alice.username)
    assert account
    await security_changed(account, "The passkey “Phone” was removed.")
    letter = await newest(site, address_of(people.alice), "The way into your Tintype account")
    assert "The passkey “Phone” was removed." in letter.text
    assert "/reset" in letter.links
