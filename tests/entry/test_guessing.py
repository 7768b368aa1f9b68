"""Guessing at passwords is slowed down more and more; who owns the account gets in all the same."""

import asyncio
import re
from collections.abc import Iterator

import httpx2
import pytest
import pytest_asyncio
from werkzeug.exceptions import TooManyRequests

from server.entry.known import COOKIE as DEVICE
from server.stores import redis as stores_redis
from server.stores.redis import redis
from server.web import slowing
from server.web.slowing import Pace, count_try, give_back
from tests.cast import PASSWORD, Cast, Person
from tests.entry.who import is_signed_in
from tests.site import Site, free_port
from tests.web.extra import extra_web

FREE = 3
HOUR = 3600.0


@pytest.fixture(scope="module")
def wary(site: Site) -> Iterator[str]:
    """The address of a web process that lets FREE wrong passwords pass, and then has people wait for long."""
    limits = {"GUESS_LIMIT": f"{FREE}/hour", "GUESS_WAIT_SECONDS": "50", "LOGIN_LIMIT": "1000/hour"}
    with extra_web(site, "web-wary", PROXY_HOPS="1", **limits):
        yield site.url_of("web-wary")


async def sign_in(person: Person, url: str, login: str, address: str, password: str = "wrong") -> httpx2.Response:
    form, headers = {"login": login, "password": password}, {"X-Forwarded-For": address}
    return await person.post(f"{url}/login", data=form, headers=headers, follow_redirects=False)


async def guess(person: Person, url: str, login: str) -> None:
    """Until the account is slowed down, from an address for each try."""
    for number in range(FREE):
        assert (await sign_in(person, url, login, f"198.51.100.{number}")).status_code == 422
    assert (await sign_in(person, url, login, "198.51.100.99", PASSWORD)).status_code == 429


async def test_at_her_own_device_she_gets_in_while_somebody_guesses(people: Cast, nobody: Person, wary: str) -> None:
    bob = people.bob
    await bob.post("/logout")
    await guess(nobody, wary, bob.username)
    await guess(nobody, wary, f"{bob.username}@example.org@")  # nobody's name does not help either
    assert (await sign_in(bob, wary, bob.username, "198.51.100.1", PASSWORD)).status_code == 303
    assert await is_signed_in(bob)
    assert (await sign_in(nobody, wary, f"{bob.username}@example.org", "192.0.2.9", PASSWORD)).status_code == 429


async def test_somebody_elses_device_or_a_made_up_one_does_not_help(people: Cast, nobody: Person, wary: str) -> None:
    await guess(nobody, wary, people.alice.username)
    await people.charlie.post("/logout")
    assert (await sign_in(people.charlie, wary, people.alice.username, "192.0.2.11", PASSWORD)).status_code == 429
    for text in ("", "x" * 43, "$ne"):
        headers = {"Cookie": f"{DEVICE}={text}", "X-Forwarded-For": "192.0.2.12"}
        form = {"login": people.alice.username, "password": PASSWORD}
        answer = await nobody.post(f"{wary}/login", data=form, headers=headers, follow_redirects=False)
        assert answer.status_code == 429, text


async def test_who_has_her_device_cannot_guess_without_end_either(people: Cast, nobody: Person, wary: str) -> None:
    alice = people.alice
    await alice.post("/logout")
    for number in range(FREE):
        assert (await sign_in(alice, wary, alice.username, f"203.0.113.{number}")).status_code == 422
    assert (await sign_in(alice, wary, alice.username, "203.0.113.9", PASSWORD)).status_code == 429
    assert (await sign_in(nobody, wary, alice.username, "203.0.113.9", PASSWORD)).status_code == 303, "another may"


async def test_right_passwords_are_never_counted(people: Cast, nobody: Person, wary: str) -> None:
    for _ in range(FREE + 2):
        assert (await sign_in(nobody, wary, people.charlie.username, "192.0.2.20", PASSWORD)).status_code == 303
        nobody.client.cookies.clear()


async def test_a_name_that_nobody_has_is_answered_alike(people: Cast, nobody: Person, wary: str) -> None:
    answers = []
    for login, network in ((people.alice.username, 1), (f"{people.alice.username}_nobody", 2)):
        tries = [await sign_in(nobody, wary, login, f"2001:db8:{network}:{n}::1") for n in range(FREE + 2)]
        said = [re.sub(r"\d+", "N", answer.text.replace(login, "LOGIN")) for answer in tries]
        answers.append(([answer.status_code for answer in tries], said, ["Retry-After" in a.headers for a in tries]))
    assert answers[0] == answers[1]
    assert answers[0][0] == [422] * FREE + [429] * 2


async def test_what_was_typed_is_not_in_redis(nobody: Person, wary: str) -> None:
    typed = "my-password-by-mistake"
    await sign_in(nobody, wary, typed, "192.0.2.30")
    keys = [key async for key in redis().scan_iter("slowing:*")]
    assert keys
    assert not any(typed.encode() in key for key in keys)


async def test_what_was_typed_as_a_name_stays_in_its_field(people: Cast, nobody: Person) -> None:
    answer = await nobody.post("/login", data={"login": f" {people.alice.username}", "password": "wrong"})
    assert f'value=" {people.alice.username}"' in answer.text


async def wait(pace: Pace, *who: str) -> int:
    """What a try is told: seconds to wait, 0 when it may go on."""
    try:
        await count_try(pace, *who)
    except TooManyRequests as error:
        return int(str(error.retry_after))
    return 0


async def earlier(who: str, seconds: float) -> None:
    """As if the last failure had been so much longer ago."""
    key = slowing._key(who)
    await redis().hset(key, "at", str(float(await redis().hget(key, "at") or 0) - seconds * 1000))


async def test_each_further_failure_doubles_the_wait_up_to_a_bound(in_process: None) -> None:
    pace = Pace(free=2, drain=HOUR, first=100, most=800)
    assert [await wait(pace, "doubling") for _ in range(2)] == [0, 0]
    for seconds in (100, 200, 400, 800, 800, 800):
        assert seconds - 60 < await wait(pace, "doubling") <= seconds
        assert seconds - 60 < await wait(pace, "doubling") <= seconds, "to ask too early does not make it longer"
        await earlier("doubling", seconds)
        assert await wait(pace, "doubling") == 0
    assert await wait(pace, "doubling", "somebody else") > 700
    assert await wait(pace, "somebody else") == 0


async def test_failures_are_forgotten_one_after_the_other(in_process: None) -> None:
    pace = Pace(free=3, drain=HOUR, first=100, most=100)
    assert [await wait(pace, "draining") > 0 for _ in range(4)] == [False] * 3 + [True]
    await earlier("draining", 2 * HOUR)
    assert [await wait(pace, "draining") > 0 for _ in range(3)] == [False] * 2 + [True]


@pytest_asyncio.fixture(params=["with Redis", "without"])
async def store(request: pytest.FixtureRequest, in_process: None):  # type: ignore[no-untyped-def]
    """Where it is counted."""
    if request.param == "without":
        await stores_redis.open_client(f"redis://127.0.0.1:{free_port()}/0")
        yield "without"
        client, _ = stores_redis._opened.pop()
        await client.aclose()
    else:
        yield "with"


async def test_of_many_tries_at_once_no_more_get_through_than_one_by_one(store: str) -> None:
    pace = Pace(free=5, drain=HOUR, first=100, most=100)
    found = await asyncio.gather(*(wait(pace, f"at once {store}", f"there {store}") for _ in range(30)))
    assert sorted(found)[:6] == [0] * 5 + [sorted(found)[5]]
    assert min(sorted(found)[5:]) > 40
    await give_back(f"at once {store}")
    assert await wait(pace, f"at once {store}") == 0
    assert await wait(pace, f"at once {store}") > 40
