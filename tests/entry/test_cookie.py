"""The session's cookie as browsers are told to keep it."""

from http.cookies import SimpleCookie

from server.accounts.doors import COOKIE
from tests.cast import PASSWORD, Cast, stranger
from tests.site import Site
from tests.web.extra import extra_web


async def cookie_from(site: Site, web: str, login: str) -> dict[str, str]:
    person = stranger(site)
    form = {"login": login, "password": PASSWORD}
    answer = await person.post(f"{site.url_of(web)}/login", data=form, follow_redirects=False)
    await person.client.aclose()
    (cookie,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert cookie.key in (COOKIE, f"__Host-{COOKIE}")
    assert (cookie.key == COOKIE) == (not cookie["secure"])
    return {name: str(value) for name, value in cookie.items() if value}


async def test_scripts_and_other_sites_do_not_get_it(site: Site, people: Cast) -> None:
    flags = await cookie_from(site, "web", people.alice.username)
    lasts = {flags.pop("max-age", ""), flags.pop("expires", "")} - {""}
    assert lasts, "it survives the closing of the browser"
    assert flags == {"path": "/", "httponly": "True", "samesite": "Lax"}


async def test_on_an_https_site_it_travels_over_https_only(site: Site, people: Cast) -> None:
    with extra_web(site, "web-https", PUBLIC_URL="https://tintype.example"):
        flags = await cookie_from(site, "web-https", people.alice.username)
        assert flags["secure"]
        answer = await people.bob.get(f"{site.url_of('web-https')}/healthz")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in (await people.bob.get("/healthz")).headers
