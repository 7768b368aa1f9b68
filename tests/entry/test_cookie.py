"""The cookies of who is signed in, as browsers are told to keep them."""

from http.cookies import SimpleCookie

from server.accounts.doors import COOKIE
from server.entry.known import COOKIE as DEVICE
from tests.cast import PASSWORD, Cast, stranger
from tests.site import Site
from tests.web.extra import extra_web


async def cookie_from(site: Site, web: str, login: str) -> dict[str, str]:
    person = stranger(site)
    form = {"login": login, "password": PASSWORD}
    answer = await person.post(f"{site.url_of(web)}/login", data=form, follow_redirects=False)
    await person.client.aclose()
    cookies = [*(SimpleCookie(header) for header in answer.headers.get_list("Set-Cookie"))]
    given = {key: cookie for each in cookies for key, cookie in each.items()}
    prefix = "__Host-" if "https" in web else ""
    assert set(given) == {prefix + COOKIE, prefix + DEVICE}
    session, device = ({**given[prefix + name]} for name in (COOKIE, DEVICE))
    for each in (session, device):
        assert each.pop("max-age") or each["expires"], "it survives the closing of the browser"
        each["expires"] = ""
    assert session == device
    return {name: str(value) for name, value in session.items() if value}


async def test_scripts_and_other_sites_do_not_get_it(site: Site, people: Cast) -> None:
    flags = await cookie_from(site, "web", people.alice.username)
    assert flags == {"path": "/", "httponly": "True", "samesite": "Lax"}


async def test_on_an_https_site_it_travels_over_https_only(site: Site, people: Cast) -> None:
    with extra_web(site, "web-https", PUBLIC_URL="https://tintype.example", ALLOWED_HOSTS="localhost"):
        flags = await cookie_from(site, "web-https", people.alice.username)
        assert flags == {"path": "/", "httponly": "True", "samesite": "Lax", "secure": "True"}
        answer = await people.bob.get(f"{site.url_of('web-https')}/healthz")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in (await people.bob.get("/healthz")).headers
