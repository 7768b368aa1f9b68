"""What tells browsers to be careful is on every kind of answer, and says what it should."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from quart import Quart
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from server.app import create_app
from server.web.access import is_secret
from tests.cast import Cast, Person
from tests.documents import published
from tests.media.delivered import shown, signed
from tests.media.stored import noise
from tests.pages import Page
from tests.site import Site
from tests.web.extra import extra_web

HTTPS = "web-headers"


@pytest.fixture(scope="module")
def https(site: Site) -> Iterator[str]:
    """The address of a process of a site that is reached over https and has a CDN."""
    environ = {"PUBLIC_URL": "https://localhost", "MEDIA_BASE_URL": "https://cdn.example/tintype"}
    with extra_web(site, HTTPS, **environ):
        yield site.url_of(HTTPS)


@pytest.fixture(scope="module")
def app(environ: dict[str, str]) -> Quart:
    return create_app()


def policy(answer: httpx2.Response) -> dict[str, list[str]]:
    """The Content-Security-Policy: where each kind of thing may come from."""
    (header,) = answer.headers.get_list("Content-Security-Policy")
    return {words[0]: words[1:] for words in (part.split() for part in header.split(";"))}


async def answers(people: Cast, nobody: Person) -> dict[str, httpx2.Response]:
    """One of each kind."""
    post = await published(people.alice)
    style = Page((await nobody.get("/login")).text).all("link", rel="stylesheet")[0].attributes["href"]
    picture = await shown(people.alice, noise(1000))
    private = await signed(await shown(people.alice, noise(1000), audience="author"), people.alice)
    htmx, etag = {"HX-Request": "true", "HX-Target": "main#page"}, (await nobody.get(style)).headers["ETag"]
    asked = {
        "page": nobody.get("/login"),
        "page of one person": people.bob.get("/notifications"),
        "part of a page": people.bob.get(f"/p/{post}", headers=htmx),
        "fragment": people.bob.get(f"/p/{post}/likes", headers=htmx | {"HX-Target": "ul#likes"}),
        "form that was refused": people.bob.post("/settings/profile", data={"name": ""}),
        "redirect": nobody.get("/notifications", follow_redirects=False),
        "redirect of htmx": nobody.get("/notifications", headers=htmx, follow_redirects=False),
        "static file": nobody.get(style),
        "static file that is known": nobody.get(style, headers={"If-None-Match": etag}),
        "media for everybody": nobody.get(picture),
        "part of media": nobody.get(picture, headers={"Range": "bytes=0-9"}),
        "media for one person": people.alice.get(private),
        "upload": people.bob.client.request("OPTIONS", "/uploads"),
        "upload that is none": people.bob.client.head(f"/uploads/{'0' * 24}"),
        "nothing": nobody.get("/nothing"),
        "note": people.bob.get("/nothing", headers={"HX-Request": "true", "HX-Target": "button"}),
        "another site's form": people.bob.post("/logout", headers={"Sec-Fetch-Site": "cross-site"}),
        "another name": nobody.get("/login", headers={"Host": "evil.example"}),
        "too large": nobody.post("/login", data={"login": "x" * 2**21}),
        "too long": nobody.get("/login", params={"next": "/" + "x" * 9000}),
        "method that is none": nobody.client.put("/login"),
        "health": nobody.get("/healthz"),
        "figures": nobody.get("/metrics"),
    }
    return {kind: await answer for kind, answer in asked.items()}


async def test_every_kind_of_answer_has_them(people: Cast, nobody: Person) -> None:
    for kind, answer in (await answers(people, nobody)).items():
        headers = answer.headers
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"):
            assert len(headers.get_list(name)) == 1, (kind, name)
        assert headers["X-Content-Type-Options"] == "nosniff", kind
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), kind
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", kind
        is_open_media = kind in ("media for everybody", "part of media")
        assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_open_media else "same-origin"), kind
        assert policy(answer)["default-src"] == ["'none'"], kind
        assert "unsafe" not in headers["Content-Security-Policy"], kind
        assert "Server" not in headers, kind
        assert "X-Powered-By" not in headers, kind
        assert "Strict-Transport-Security" not in headers, kind
        if headers.get("Content-Type", "").startswith("text/html"):
            assert headers["Cache-Control"] in ("private, no-cache", "no-store"), kind
        if kind.startswith("page"):
            assert policy(answer)["frame-ancestors"] == policy(answer)["base-uri"] == ["'none'"], kind


async def test_pages_may_load_what_is_ours_and_nothing_else(nobody: Person) -> None:
    said = policy(await nobody.get("/login"))
    sources = {source for name, sources in said.items() for source in sources}
    assert sources == {"'self'", "'none'", "data:", "blob:"}
    assert said["script-src"] == said["style-src"] == said["connect-src"] == said["form-action"] == ["'self'"]
    assert said["default-src"] == ["'none'"]
    assert said["worker-src"] == ["'self'"]
    assert not said.keys() & {"object-src", "frame-src", "child-src"}, "the default is none"
    assert "data:" not in said["media-src"] + said["font-src"]
    assert "upgrade-insecure-requests" not in said


async def test_over_https_nothing_is_fetched_otherwise(https: str, nobody: Person) -> None:
    for path in ("/login", "/nothing", "/healthz", "/notifications"):
        answer = await nobody.get(https + path, follow_redirects=False)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        said = policy(answer)
        assert said["upgrade-insecure-requests"] == []
        assert said["img-src"] == ["'self'", "https://cdn.example", "data:", "blob:"]
        assert said["media-src"] == ["'self'", "https://cdn.example", "blob:"]
        assert said["script-src"] == ["'self'"]


async def test_what_asks_for_a_proof_is_kept_by_nobody(app: Quart, people: Cast) -> None:
    secret = {endpoint for endpoint, view in app.view_functions.items() if is_secret(view)}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in secret and "GET" in (rule.methods or ())]
    assert len(rules) > 2, "there must be such pages for this to mean anything"
    for rule in rules:
        if not rule.arguments:
            answer = await people.bob.get(rule.rule, follow_redirects=False)
            assert answer.headers["Cache-Control"] == "no-store", rule.rule


async def test_a_socket_that_is_refused_says_nothing(site: Site) -> None:
    there = urlsplit(site.url)
    for host, origin in (("evil.example", "http://evil.example"), ("localhost", "http://evil.example")):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://{host}/updates", host=there.hostname, port=there.port, origin=Origin(origin)):
                pass
        response = refused.value.response
        assert response.status_code in (403, 421)
        assert not response.body
        assert not [name for name in response.headers if name.lower() in ("set-cookie", "server")]
