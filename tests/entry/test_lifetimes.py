"""How long a session lasts, and accounts that are shut."""

from datetime import timedelta

from server.accounts import actions
from server.settings import current
from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person
from tests.documents import account_id, published
from tests.entry.test_devices import hearing, is_closed
from tests.entry.who import is_signed_in
from tests.media.delivered import shown, signed
from tests.media.stored import noise
from tests.pages import Page
from tests.site import eventually


async def change(person: Person, **fields: object) -> None:
    """Behind the site's back; it looks again at once."""
    account = await account_id(person)
    await collection("sessions").update_many({"account": account}, {"$set": fields})
    await actions.account_changed(account)


async def session(person: Person) -> dict[str, object]:
    found = await collection("sessions").find_one({"account": await account_id(person)})
    assert found
    return found


async def test_it_lasts_as_the_settings_say(people: Cast) -> None:
    begun = await session(people.bob)
    assert begun["expires_at"] - begun["created_at"] == timedelta(days=current().session_days)  # type: ignore[operator]


async def test_it_ends_when_nobody_has_used_it_for_long(people: Cast) -> None:
    idle = timedelta(days=current().session_idle_days)
    await change(people.alice, seen_at=now() - idle - timedelta(minutes=1))
    await change(people.bob, seen_at=now() - idle + timedelta(minutes=1))

    async def is_out() -> bool:
        return not await is_signed_in(people.alice)

    await eventually(is_out)
    assert await is_signed_in(people.bob)

    async def is_seen() -> bool:
        return (await session(people.bob))["seen_at"] > now() - timedelta(minutes=1)  # type: ignore[operator]

    await eventually(is_seen)


async def test_it_ends_on_its_day_however_much_it_is_used(people: Cast) -> None:
    await change(people.alice, expires_at=now() - timedelta(seconds=1))

    async def is_out() -> bool:
        return not await is_signed_in(people.alice)

    await eventually(is_out)
    login = {"login": people.alice.username, "password": PASSWORD}
    assert (await people.alice.post("/login", data=login)).status_code == 200
    assert await is_signed_in(people.alice)


async def test_a_suspended_account_is_shut_at_once_everywhere(people: Cast) -> None:
    alice, data = people.alice, noise(1000)
    post = await published(alice, "Still here")
    address = await signed(await shown(alice, data, "w320.jpg", "author"), alice)
    assert (await alice.get(address)).content == data
    async with alice.tab() as tab, people.bob.tab() as bobs:
        await hearing(tab, alice)
        await hearing(bobs, people.bob)
        await actions.suspend(await account_id(alice))
        assert await is_closed(tab) == 1008

        async def is_out() -> bool:
            return not await is_signed_in(alice)

        await eventually(is_out)
        await people.charlie.follow(people.bob)
        await bobs.hears("bell")
    assert (await alice.get(address)).status_code == 404
    assert "Join Tintype" in (await alice.get("/")).text, "no feed"
    login = {"login": alice.username, "password": PASSWORD}
    assert Page((await alice.post("/login", data=login)).text).heading == "This account is suspended"
    assert not await is_signed_in(alice)
    wrong = await alice.post("/login", data=login | {"password": "wrong"})
    assert "suspended" not in wrong.text, "only who knows the password learns of it"
    assert "Still here" in (await people.bob.get(f"/p/{post}")).text
    await actions.reinstate(await account_id(alice))
    assert not await is_signed_in(alice), "the old cookie stays dead"
    await alice.post("/login", data=login)
    assert await is_signed_in(alice)
    assert (await alice.get(address)).content == data
