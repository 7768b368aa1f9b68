"""What every route must hold: closed to strangers unless listed here, and deaf to other sites' pages."""

from collections.abc import Iterator

import pytest
from quart import Quart
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.accounts.doors import COOKIE
from server.app import create_app
from server.web.access import is_public
from server.web.origin import SAFE
from tests.cast import Cast, Person
from tests.site import Site

# Open to everybody, and why.
PUBLIC = {
    "static_files.static_file": "style sheets and scripts of pages that are open",
    "health.healthz": "asked by the balancer",
    "health.readyz": "asked by the balancer",
    "health.metrics": "asked by Prometheus",
    "updates.updates": "open pages are live too; each topic is authorised by itself",
    "entry.signup_page": "to join",
    "entry.sign_up": "to join",
    "entry.login_page": "to sign in",
    "entry.log_in": "to sign in",
    "entry.log_out": "also with a session that has ended",
    "language.choose": "in the foot of every page",
    "feed.keyboard": "the keys there are",
    "feed.save_data": "a choice for one device",
    "strength.show": "to join: how strong a password is that somebody types",
    "entry_code.ask": "the second step of signing in",
    "entry_code.check": "the second step of signing in",
    "passkeys.sign_in_options": "to sign in",
    "passkeys.sign_in": "to sign in",
    "oauth.begin": "to sign in",
    "oauth.callback": "to sign in",
    "oauth_complete.edit": "to join",
    "oauth_complete.save": "to join",
    "mail.index": "the mailbox of a developer: 404 in production, and where there is a mail server",
    "mail.show": "the same",
    "recovery.ask": "to sign in again with a forgotten password",
    "recovery.send": "to sign in again with a forgotten password",
    "recovery.sent": "to sign in again with a forgotten password",
    **dict.fromkeys(
        ("recovery.choose", "recovery.reset", "addresses.verify_page", "addresses.verify"),
        "links in letters: who follows one may be signed out, or have another browser",
    ),
    **dict.fromkeys(("addresses.undo_page", "addresses.undo"), "her letter's link works when she was put out"),
    "media.show": "published photos; originals need a signed address",
    **dict.fromkeys(
        ("tus.describe", "tus.create", "tus.show", "tus.append", "tus.terminate", "tus.as_named"),
        "answers 401 in words of its own: a program that uploads would follow a redirect to the login page",
    ),
    "likes.index": "likes of public posts are public",
    "comments.index": "comments on public posts are public",
    "comments.show": "comments on public posts are public",
    "permalinks.show": "public posts; visible_post() hides the others",
    "feed.index": "the landing page",
    "explore.search": "profiles are public",
    "explore.tagged": "public posts",
    "profiles.show": "profiles are public",
    "profiles.people": "follows are public",
    "styleguide.show": "how things look, for developers: 404 in production",
    "manifest.show": "asked by browsers, without cookies",
    "offline.worker": "kept by every browser",
    "offline.show": "what is shown while the network is away, in nobody's name",
    "sharing.share": "from the phone's gallery: who is signed out is told to sign in first",
}
VALUES = {
    "username": "somebody",
    "field": "followers",
    "post_id": "0" * 24,
    "comment_id": "1" * 24,
    "media_id": "0" * 24,
    "mail_id": "0" * 24,
    "device_id": "0" * 48,
    "session_id": "0" * 48,
    "language": "en",
    "sha256": "0" * 64,
    "name": "w320.jpg",
    "tag": "sea",
    "slug": "noon",
    "token": "x" * 43,
    "passkey_id": "AAAA",
    "provider": "google",
}


@pytest.fixture(scope="module")
def app(environ: dict[str, str]) -> Quart:
    return create_app()


def routes(app: Quart) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and an address of each route."""
    addresses = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: VALUES[name] for name in rule.arguments}
        for method in sorted(rule.methods or ()):
            if method not in ("HEAD", "OPTIONS") and not rule.websocket:
                yield rule.endpoint, method, addresses.build(rule.endpoint, values, method=method)


def unsafe_routes(app: Quart) -> list[tuple[str, str]]:
    found = [(method, address) for _, method, address in routes(app) if method not in SAFE]
    assert len(found) > 8, "there must be routes that change something for this to mean anything"
    return found


def test_the_open_routes_are_those_listed_here_with_a_reason(app: Quart) -> None:
    assert {endpoint for endpoint, view in app.view_functions.items() if is_public(view)} == set(PUBLIC)


@pytest.mark.parametrize("cookie", ["", "made-up", "IkhpIg.aaaaaaaaaaaaaaaaaaaa"])
async def test_nobody_is_sent_to_the_login_page_everywhere_else(app: Quart, nobody: Person, cookie: str) -> None:
    closed = [(method, address) for endpoint, method, address in routes(app) if endpoint not in PUBLIC]
    assert len(closed) > 10
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    for method, address in closed:
        answer = await nobody.client.request(method, address, headers=headers, follow_redirects=False)
        assert answer.status_code == 303, (method, address)
        assert answer.headers["Location"].startswith("/login?next=%2F"), (method, address)
        assert not answer.text.count("<main"), (method, address)


async def test_nobody_gets_no_further_by_naming_the_method_in_the_address(app: Quart, nobody: Person) -> None:
    for endpoint, method, address in routes(app):
        if endpoint not in PUBLIC and method not in ("GET", "POST"):
            answer = await nobody.post(f"{address}?_method={method}", follow_redirects=False)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=%2F"), (method, address)


async def test_no_route_is_changed_by_another_sites_page(app: Quart, site: Site, people: Cast) -> None:
    for sent_by in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": site.url},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ):
        for method, address in unsafe_routes(app):
            answer = await people.charlie.client.request(method, address, headers=sent_by)
            assert answer.status_code == 403, (sent_by, method, address)
            assert "came from another site" in answer.text
    assert (await people.charlie.get("/notifications")).url.path == "/notifications", "still signed in"


async def test_our_own_pages_and_programs_are_let_through(app: Quart, site: Site, people: Cast) -> None:
    for sent_by in ({}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": site.url}):
        for method, address in unsafe_routes(app):
            answer = await people.charlie.client.request(method, address, headers=sent_by, follow_redirects=False)
            assert answer.status_code < 500, (method, address)
            assert "came from another site" not in answer.text, (method, address)


async def test_the_socket_is_deaf_to_another_sites_page(site: Site, people: Cast) -> None:
    address, cookie = site.url.replace("http", "ws") + "/updates", {"Cookie": people.bob.cookie}
    for sent_by in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://["}):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(address, additional_headers=cookie | sent_by):
                pass
        assert refused.value.response.status_code == 403, sent_by
    async with connect(address, additional_headers=cookie | {"Origin": site.url}) as socket:
        await socket.send("{}")
