"""Every route by every kind of visitor, with what is alice's in the addresses.

Who is nobody is in test_every_route.py. Here, who was somebody once (a session that was revoked, ended by its age or by
idling, an account that was suspended) is answered as nobody is; and a stranger gets no further than STRANGER says.
"""

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from quart import Quart

from server.app import create_app
from server.web.access import is_public
from tests.cast import Cast, stranger
from tests.site import Site
from tests.web.visitors import PRIVATE, Hers, Visitors, Way, belongings, documents, every_way, suspended

# What a signed-in stranger gets under an address that names something of alice's.
HERS = "hers alone: 404"
SHOWN = "404, unless it is for everybody"
OPEN = "names nothing that could be private, or forgets only one's own"
STRANGER = {
    **dict.fromkeys(("posts.edit", "posts.save", "posts.delete", "posts.retry", "questions.delivery"), HERS),
    **dict.fromkeys(("items.show", "items.retry", "items.remove"), HERS),
    **dict.fromkeys(("posts.publish", "posts.cancel", "editor.show", "editor.save", "editor.proof"), HERS),
    **dict.fromkeys(("items.show_captions", "items.add_captions", "items.remove_captions"), HERS),
    **dict.fromkeys(("tus.show", "tus.append", "tus.terminate"), HERS),
    **dict.fromkeys(("comments.remove", "media.show"), HERS),
    **dict.fromkeys(("sessions.end", "oauth_linking.unlink"), HERS),
    **dict.fromkeys(("passkey_settings.rename", "passkey_settings.remove"), HERS),
    **dict.fromkeys(("comments.index", "comments.add", "comments.show"), SHOWN),
    **dict.fromkeys(("likes.index", "likes.like", "likes.unlike", "permalinks.show", "feed.own"), SHOWN),
    **dict.fromkeys(("profiles.show", "profiles.people", "profiles.follow", "profiles.unfollow"), OPEN),
    **dict.fromkeys(("oauth.begin", "oauth.callback", "recovery.choose", "recovery.reset", "mail.show"), OPEN),
    **dict.fromkeys(("addresses.verify_page", "addresses.verify", "addresses.undo_page", "addresses.undo"), OPEN),
    **dict.fromkeys(
        (
            "explore.tagged",
            "editor.table",
            "static_files.static_file",
            "tus.describe",
            "tus.as_named",
            "trusted_devices.forget",
        ),
        OPEN,
    ),
}
TELL = "is new: say in STRANGER what a stranger gets there, with what is alice's in the address"
# As far as a form or a program could get with what a stranger has.
FORM = {"text": "by a stranger", "name": "A Stranger", "caption": "by a stranger", "email": "none", "password": "x"}
HEADERS = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Offset": "0"}


@pytest.fixture(scope="module")
def app(environ: dict[str, str]) -> Quart:
    return create_app()


@pytest_asyncio.fixture
async def hers(people: Cast) -> Hers:
    return await belongings(people)


@pytest_asyncio.fixture
async def visitors(app: Quart, people: Cast, site: Site) -> Visitors:
    return Visitors(app, people, await suspended(site, f"dora{people.alice.username}"))


@pytest_asyncio.fixture
async def client(site: Site) -> AsyncIterator[httpx2.AsyncClient]:
    person = stranger(site)
    yield person.client
    await person.client.aclose()


async def ask(client: httpx2.AsyncClient, way: Way, address: str, cookie: str = "") -> httpx2.Response:
    """The answer to who comes with this cookie."""
    client.cookies.clear()
    headers = HEADERS | ({"Cookie": cookie} if cookie else {})
    form = FORM if way.is_unsafe and not way.endpoint.startswith("tus.") else None
    answer = await client.request(way.method, address, data=form, headers=headers, follow_redirects=False)
    assert answer.status_code < 500, (way, answer.text)
    assert PRIVATE not in answer.text, way
    return answer


def test_it_is_said_of_every_route_what_a_stranger_gets(app: Quart) -> None:
    named = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    missing = sorted(named - set(STRANGER))
    assert not missing, f"{missing} {TELL}"
    assert set(STRANGER) <= set(app.view_functions), "all of these must exist"


async def test_a_stranger_neither_sees_nor_changes_what_is_alices(
    app: Quart, hers: Hers, visitors: Visitors, client: httpx2.AsyncClient
) -> None:
    before = await documents(hers)
    for way in every_way(app, hers):
        kind = STRANGER.get(way.endpoint, OPEN)
        for address in (way.hidden, way.shown):
            cookie = await visitors.cookie(visitors.people.charlie)
            answer = await ask(client, way, address, cookie)
            if kind is not OPEN:
                is_refused = kind is HERS or address == way.hidden
                assert (answer.status_code == 404) == is_refused, (way, address)
            assert not answer.headers.get("Location", "").startswith("/login?"), way
    assert await documents(hers) == before


async def test_who_was_somebody_once_is_answered_as_nobody_is(
    app: Quart, hers: Hers, visitors: Visitors, client: httpx2.AsyncClient
) -> None:
    dead = await visitors.dead()
    assert set(dead) >= {"revoked", "expired", "idled out", "suspended"}
    before = await documents(hers)
    for way in every_way(app, hers):
        for address in (way.hidden, way.shown):
            expected = await ask(client, way, address)
            if not is_public(app.view_functions[way.endpoint]):
                assert expected.status_code == 303, way
                assert expected.headers["Location"].startswith("/login?next=%2F"), way
            for reason, cookie in dead.items():
                answer = await ask(client, way, address, cookie)
                assert answer.status_code == expected.status_code, (reason, way)
                assert answer.headers.get("Location") == expected.headers.get("Location"), (reason, way)
    assert await documents(hers) == before


async def test_nor_do_they_hear_what_is_alices(hers: Hers, visitors: Visitors, people: Cast) -> None:
    topics = [f"account:{hers.account}", f"progress:{hers.hidden['media_id']}", f"post:{hers.hidden['post_id']}"]
    cookies = await visitors.dead() | {"a stranger": await visitors.cookie(people.charlie)}
    for reason, cookie in cookies.items():
        person = stranger(people.charlie.site)
        person.client.cookies.set(*cookie.split("=", 1))
        async with person.tab() as tab:
            await tab.join(dict.fromkeys(topics, "0"))
            heard = [frame for frame in tab.waiting if not frame.get("refused")]
            assert not heard, (reason, heard)
            assert {frame["topic"] for frame in tab.waiting} == set(topics), reason
        await person.client.aclose()
