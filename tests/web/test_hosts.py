"""The site answers under its own names only: a page or socket asked for under another is refused before all else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.cast import PASSWORD, Cast, Person
from tests.documents import upload
from tests.pages import Page
from tests.site import Site
from tests.web.extra import extra_web

EVIL = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "evil",
    "[::1",
    "",
)
NAMED = "web-named"


@pytest.fixture(scope="module")
def named(site: Site) -> Iterator[str]:
    """A process of a site that has an address; the test's own clients come under a second name of its."""
    environ = {"PUBLIC_URL": "https://tintype.example", "ALLOWED_HOSTS": "localhost other.example:8443"}
    with extra_web(site, NAMED, **environ, MEDIA_BASE_URL="https://cdn.example", PROXY_HOPS="1"):
        yield site.url_of(NAMED)


async def status(person: Person, url: str, host: str, **headers: str) -> int:
    return (await person.get(url, headers={"Host": host} | headers)).status_code


async def test_at_home_every_name_of_this_machine_will_do(nobody: Person) -> None:
    for host in ("localhost", "LOCALHOST:1234", "alice.localhost:8000", "127.0.0.1", "[::1]:8000", "192.0.2.7:80"):
        assert await status(nobody, "/login", host) == 200, host


@pytest.mark.parametrize("host", EVIL)
async def test_under_another_name_there_is_no_page(host: str, people: Cast) -> None:
    for method, path in (("GET", "/"), ("GET", "/login"), ("POST", "/login"), ("GET", "/nothing"), ("POST", "/logout")):
        answer = await people.alice.client.request(method, path, headers={"Host": host}, follow_redirects=False)
        assert answer.status_code == 421, (method, path)
        assert people.alice.username not in answer.text
        assert Page(answer.text).heading
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
    assert (await people.alice.get("/notifications")).url.path == "/notifications", "still signed in"


async def socket_status(url: str, host: str, **headers: str) -> int:
    """What the handshake with the site at `url`, under the name `host`, is answered with."""
    there = urlsplit(url)
    try:
        async with connect(f"ws://{host}/updates", host=there.hostname, port=there.port, additional_headers=headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


async def test_nor_a_socket(site: Site, people: Cast) -> None:
    for host, expected in (("evil.example", 421), ("localhost", 101)):
        headers = {"Cookie": people.bob.cookie, "Origin": f"http://{host}"}
        assert await socket_status(site.url, host, **headers) == expected, host


async def test_balancers_ask_under_any_name(nobody: Person) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert await status(nobody, path, "10.0.0.7.internal") == 200, path


async def test_a_site_with_an_address_goes_by_that_and_by_what_else_it_is_allowed(named: str, nobody: Person) -> None:
    for host in ("tintype.example", "Tintype.Example:443", "localhost:99", "other.example:8443"):
        assert await status(nobody, f"{named}/login", host) == 200, host
    for host in ("127.0.0.1", "www.tintype.example", "tintype.example.", "other.example", "cdn.example"):
        assert await status(nobody, f"{named}/login", host) == 421, host
    assert await status(nobody, f"{named}/login", "localhost", **{"X-Forwarded-Host": "evil.example"}) == 421


async def test_a_cdn_may_ask_for_media_under_its_own_name(named: str, people: Cast, nobody: Person) -> None:
    picture = (await upload(people.alice, audience="public")).rendition
    path = f"/media/{picture.sha256}/{picture.name}"
    assert await status(nobody, named + path, "cdn.example") == 200
    assert await status(nobody, named + path, "evil.example") == 421


async def test_what_comes_over_http_to_a_site_of_https_comes_from_elsewhere(named: str, nobody: Person) -> None:
    form = {"login": "nobody", "password": PASSWORD}
    for origin, page, socket in (("https://tintype.example", 422, 101), ("http://tintype.example", 403, 403)):
        host, headers = "tintype.example", {"Origin": origin, "X-Forwarded-Proto": "https"}
        answer = await nobody.post(f"{named}/login", data=form, headers=headers | {"Host": host})
        assert answer.status_code == page, origin
        assert await socket_status(named, host, **headers) == socket, origin
