"""The session's cookie as browsers are told to keep it."""

from http.cookies import SimpleCookie

from server.accounts.doors import COOKIE
from tests.cast import PASSWORD, Cast, stranger
from tests.site import Site
from tests.web.extra import extra_web


async def cookie_from(site: Site, web: str, login: str) -> tuple[str, dict[str, str]]:
    person = stranger(site)
    form = {"login": login, "password": PASSWORD}
    answer = await person.post(f"{site.url_of(web)}/login", data=form, follow_redirects=False)
    await person.client.aclose()
    (cookie,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    assert cookie.key == COOKIE
    return answer.headers["Set-Cookie"], {name: str(value) for name, value in cookie.items() if value}


async def test_scripts_and_other_sites_do_not_get_it(site: Site, people: Cast) -> None:
    _, flags = await cookie_from(site, "web", people.alice.username)
    assert flags.pop("expires")
    assert flags == {"path": "/", "httponly": "True", "samesite": "Lax", "max-age": str(30 * 24 * 3600)} or (
        flags == {"path": "/", "httponly": "True", "samesite": "Lax"}
    )


async def test_on_an_https_site_it_travels_over_https_only(site: Site, people: Cast) -> None:
    with extra_web(site, "web-https", PUBLIC_URL="https://tintype.example"):
        _, flags = await cookie_from(site, "web-https", people.alice.username)
        assert flags["secure"]
        answer = await people.bob.get(f"{site.url_of('web-https')}/healthz")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in (await people.bob.get("/healthz")).headers
