"""Signing out, and sessions that end by themselves."""

import asyncio
from datetime import UTC, datetime

import pytest
from websockets.exceptions import ConnectionClosed

from server.accounts.doors import COOKIE
from server.realtime.publish import seen_now
from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person, stranger
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.site import Site, eventually

pytestmark = pytest.mark.slow


async def sessions_of(person: Person) -> list[dict[str, object]]:
    return await collection("sessions").find({"account": await account_id(person)}).to_list(None)


async def test_the_cookie_is_dead_at_once(people: Cast) -> None:
    old = {"Cookie": people.bob.cookie}
    assert await is_signed_in(people.bob)
    answer = await people.bob.post("/logout", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert COOKIE not in people.bob.client.cookies
    assert not await is_signed_in(people.bob)
    assert not await is_signed_in(people.bob, headers=old), "a copy of the cookie opens nothing either"
    assert await sessions_of(people.bob) == []


async def test_signing_out_twice_or_without_a_session_is_no_error(people: Cast, nobody: Person) -> None:
    for person in (people.bob, people.bob, nobody):
        assert (await person.post("/logout")).status_code == 200


async def test_one_sign_out_leaves_the_other_devices_alone(people: Cast, site: Site) -> None:
    phone = stranger(site)
    await phone.post("/login", data={"login": people.bob.username, "password": PASSWORD})
    assert await is_signed_in(phone)
    assert len(await sessions_of(people.bob)) == 2
    await phone.post("/logout")
    assert await is_signed_in(people.bob)
    await phone.client.aclose()


async def test_the_open_tabs_are_closed_and_only_those(people: Cast) -> None:
    async with people.bob.tab() as bobs, people.alice.tab() as alices:
        await bobs.join({f"account:{await people.bob.id()}": seen_now()})
        await alices.join({f"account:{await people.alice.id()}": seen_now()})
        await people.charlie.follow(people.bob)
        await bobs.hears("bell")
        await people.bob.post("/logout")
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(10):
                while True:
                    await bobs.next()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1008
        await people.charlie.follow(people.alice)
        await alices.hears("bell")


async def test_a_session_that_has_expired_or_is_no_more_is_dead_within_seconds(people: Cast) -> None:
    past = {"$set": {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    await collection("sessions").update_many({"account": await account_id(people.alice)}, past)
    await collection("sessions").delete_many({"account": await account_id(people.bob)})

    async def are_out() -> bool:
        return not await is_signed_in(people.alice) and not await is_signed_in(people.bob)

    await eventually(are_out, seconds=60)
    assert await is_signed_in(people.charlie)


async def test_the_database_does_not_hold_what_opens_the_door(people: Cast) -> None:
    (session,) = await sessions_of(people.bob)
    cookie = people.bob.client.cookies[COOKIE]
    assert len(str(session["_id"])) == 48
    assert not any(part.strip('"') in str(session) for part in cookie.split("."))
    forged = {"Cookie": f"{COOKIE}={session['_id']}"}
    people.bob.client.cookies.clear()
    assert not await is_signed_in(people.bob, headers=forged)


async def test_a_cookie_that_was_tampered_with_is_nobodys(people: Cast, nobody: Person) -> None:
    value, time, signature = people.bob.client.cookies[COOKIE].rsplit(".", 2)
    for forged in (f"{value}.{time}.{signature[::-1]}", f"{value[:-2]}.{time}.{signature}", value, f"{value}..", ""):
        assert not await is_signed_in(nobody, headers={"Cookie": f"{COOKIE}={forged}"}), forged
    assert await is_signed_in(nobody, headers={"Cookie": people.bob.cookie}), "the whole one is bob's"
