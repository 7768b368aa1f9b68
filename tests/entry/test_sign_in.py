"""Signing in."""

import pytest

from server.accounts.doors import COOKIE
from server.entry.known import COOKIE as DEVICE
from tests.cast import PASSWORD, Cast, Person
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.site import Site


async def sign_in(person: Person, login: str, password: str = PASSWORD, next_: str = "") -> str:
    """Where the login form leads: an address, or "" when it is refused."""
    form = {"login": login, "password": password, "next": next_}
    answer = await person.post("/login", data=form, follow_redirects=False)
    assert answer.status_code in (303, 422)
    return str(answer.headers.get("Location", ""))


async def test_by_username_and_by_address_in_any_case(people: Cast, nobody: Person) -> None:
    name = people.alice.username
    for login in (name, name.upper(), f" {name} ", f"{name}@example.org", f"{name}@EXAMPLE.org"):
        assert await sign_in(nobody, login) == "/", login
        assert await is_signed_in(nobody)
        assert f"/@{name}" in Page((await nobody.get("/")).text).hrefs
        await nobody.post("/logout")


async def test_a_refusal_does_not_tell_whether_the_account_exists(people: Cast, nobody: Person) -> None:
    said = []
    for login in (people.alice.username, f"{people.alice.username}@example.org", "no_such_person", "no@example.org"):
        answer = await nobody.post("/login", data={"login": login, "password": "a wrong password", "next": "/p/x"})
        page = Page(answer.text)
        assert answer.status_code == 422
        assert (page.value("login"), page.value("password"), page.value("next")) == (login, "", "/p/x")
        assert "a wrong password" not in page.html
        said.append((page.beside("login"), page.beside("password")))
    assert said == [("", "That name and password do not belong together.")] * 4
    assert not await is_signed_in(nobody)


async def test_only_the_very_password_opens(people: Cast, nobody: Person) -> None:
    for password in ("", " ", PASSWORD.upper(), PASSWORD + " ", PASSWORD[:-1]):
        assert await sign_in(nobody, people.alice.username, password) == "", password
    assert not await is_signed_in(nobody)


@pytest.mark.parametrize("login", ["", "x" * 300, "\0", "$ne", "{'$gt': ''}"])
async def test_nonsense_is_refused_quietly(nobody: Person, login: str) -> None:
    assert await sign_in(nobody, login) == ""


async def test_who_was_on_the_way_somewhere_is_taken_there(people: Cast, nobody: Person) -> None:
    asked = await nobody.get("/notifications?before=2024-01-01")
    assert asked.url.path == "/login"
    wanted = Page(asked.text).value("next")
    assert await sign_in(nobody, people.alice.username, next_=wanted) == "/notifications?before=2024-01-01"
    # Already signed in: the form has nothing to ask.
    again = await nobody.get("/login", params={"next": "/search"}, follow_redirects=False)
    assert (again.status_code, again.headers["Location"]) == (303, "/search")


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "/\t/evil.example",
    " //evil.example",
    "/\r\nSet-Cookie: a=b",
    "http://[",
    "//[",
]


async def test_a_part_of_a_page_is_no_place_to_be_taken_to(nobody: Person) -> None:
    """The bell of a page that was left open asks for itself after its person has signed out elsewhere."""
    headers = {"HX-Request": "true", "HX-Target": "div#bell"}
    answer = await nobody.get("/notifications/bell", headers=headers, follow_redirects=False)
    assert answer.headers["HX-Redirect"] == "/login?next=%2F"


async def test_nobody_is_led_to_another_site(people: Cast, nobody: Person) -> None:
    for address in ELSEWHERE:
        assert await sign_in(nobody, people.alice.username, next_=address) == "/", address
        already = await nobody.get("/login", params={"next": address}, follow_redirects=False)
        assert (already.status_code, already.headers["Location"]) == (303, "/"), address
    assert set(nobody.client.cookies) == {COOKIE, DEVICE}


async def test_what_only_looks_like_another_site_stays_here(people: Cast, nobody: Person) -> None:
    await sign_in(nobody, people.alice.username)
    for address in ("/%2Fevil.example", "/%5Cevil.example", "/.//evil.example", "/@evil.example", "/?next=//evil"):
        answer = await nobody.get("/login", params={"next": address})
        assert answer.url.host == "localhost", address


async def test_nor_by_the_page_a_button_was_on(people: Cast, site: Site) -> None:
    profile = f"/@{people.alice.username}"
    for referrer in ("http://[", "//", "https://evil.example/x", f"{site.url}//evil.example", f"{site.url}x/evil"):
        headers = {"Referer": referrer}
        answer = await people.charlie.post(f"{profile}/follow", headers=headers, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, profile), referrer
    answer = await people.charlie.post(
        f"{profile}/follow", headers={"Referer": f"{site.url}/search?q=al"}, follow_redirects=False
    )
    assert answer.headers["Location"] == "/search?q=al"


async def test_signing_in_again_ends_the_session_before(people: Cast) -> None:
    before = {"Cookie": people.bob.cookie}
    await sign_in(people.bob, people.bob.username)
    assert before["Cookie"] != people.bob.cookie
    assert await is_signed_in(people.bob)
    people.bob.client.cookies.clear()
    assert not await is_signed_in(people.bob, headers=before)
