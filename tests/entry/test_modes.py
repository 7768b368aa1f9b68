"""SIGNUP_MODE: who may join."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from server.accounts import invitations
from server.stores.mongo import collection
from tests.cast import PASSWORD, Person, stranger
from tests.entry.commands import command
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.site import Site
from tests.web.extra import extra_web

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def invited(site: Site, in_process: None) -> Iterator[str]:
    """Where one needs an invitation."""
    with extra_web(site, "web-invitation", SIGNUP_MODE="invitation"):
        yield site.url_of("web-invitation")


async def join(person: Person, url: str, name: str, code: str = "", **changed: str) -> Page | None:
    """Try to join; the form, if it was refused."""
    form = {"username": name, "email": f"{name}@example.org", "name": "Some Body", "password": PASSWORD}
    answer = await person.post(f"{url}/signup", data=form | {"invitation": code} | changed, follow_redirects=False)
    assert answer.status_code in (303, 422)
    return Page(answer.text) if answer.status_code == 422 else None


async def test_a_code_lets_in_as_many_as_it_says(nobody: Person, invited: str) -> None:
    code = await invitations.make(2, WEEK)
    for number in range(3):
        refused = await join(nobody, invited, f"invited{number}", code.lower().replace("-", " "))
        nobody.client.cookies.clear()
        assert (refused is None) == (number < 2)
    assert refused
    assert "opens nothing" in refused.beside("invitation")
    assert refused.value("username") == "invited2", "what was typed is kept"


async def test_no_code_or_one_that_was_made_up_lets_nobody_in(nobody: Person, invited: str) -> None:
    for code, words in (("", "cannot be empty"), ("ABCD-EFGH-JKMN-PQRS", "opens nothing"), ("$gt", "opens nothing")):
        refused = await join(nobody, invited, "uninvited", code)
        assert refused
        assert words in refused.beside("invitation")
    assert await collection("accounts").find_one({"username": "uninvited"}) is None


async def test_a_link_carries_it(nobody: Person, invited: str, environ: dict[str, str]) -> None:
    _, said, _ = await command(environ | {"PUBLIC_URL": "https://tintype.example"}, "invitation", "--days", "1")
    code, link, *words = said.splitlines()
    assert link == f"https://tintype.example/signup?invitation={code}"
    assert words == [
        "It lets one person join, within 1 day. It is shown this once.",
        "SIGNUP_MODE is open: nobody is asked for an invitation.",
    ]
    page = Page((await nobody.get(f"{invited}/signup", params={"invitation": code})).text)
    assert page.value("invitation") == code
    assert code not in str(await collection("invitations").find().to_list(None)), "the store holds hashes"


async def test_who_fails_for_another_reason_does_not_use_it_up(nobody: Person, invited: str) -> None:
    code = await invitations.make(1, WEEK)
    assert await join(nobody, invited, "taken_already", await invitations.make(1, WEEK)) is None
    nobody.client.cookies.clear()
    for changed in ({"password": "short"}, {"username": "taken_already"}, {"email": "none"}):
        refused = await join(nobody, invited, "second_try", code, **changed)
        assert refused
        assert not refused.is_refused("invitation")
        assert refused.value("invitation") == code
    assert await join(nobody, invited, "second_try", code) is None


async def test_of_two_with_one_use_left_one_gets_in(site: Site, invited: str) -> None:
    for number in range(3):
        code, both = await invitations.make(1, WEEK), [stranger(site), stranger(site)]
        found = await asyncio.gather(*(join(p, invited, f"both{number}{n}", code) for n, p in enumerate(both)))
        assert sorted(refused is None for refused in found) == [False, True]
        (refused,) = [page for page in found if page]
        assert "opens nothing" in refused.beside("invitation")
        for person in both:
            await person.client.aclose()


async def test_an_old_one_lets_nobody_in(nobody: Person, invited: str) -> None:
    code = await invitations.make(1, timedelta(0))
    refused = await join(nobody, invited, "too_late", code)
    assert refused
    assert "too old" in refused.beside("invitation")


async def test_a_new_account_waits_until_somebody_lets_it_in(
    nobody: Person, site: Site, in_process: None, environ: dict[str, str]
) -> None:
    with extra_web(site, "web-approval", SIGNUP_MODE="approval"):
        url = site.url_of("web-approval")
        form = {"username": "patience", "email": "patience@example.org", "name": "Patience P", "password": PASSWORD}
        answer = await nobody.post(f"{url}/signup", data=form)
        assert (answer.status_code, Page(answer.text).heading) == (403, "Nearly there")
        assert not await is_signed_in(nobody)
        login = {"login": "patience", "password": PASSWORD}
        assert Page((await nobody.post(f"{url}/login", data=login)).text).heading == "Nearly there"
        assert not await is_signed_in(nobody)
        assert "@patience" not in (await nobody.get("/search?q=patience")).text
        assert (await nobody.get("/@patience")).status_code == 404
        _, listed, _ = await command(environ, "accounts", "waiting")
        assert any(line.startswith("@patience ") and "patience@example.org" in line for line in listed.splitlines())
        assert await command(environ, "accounts", "let-in", "@patience") == (0, "Done: let-in @patience.\n", "")
        assert (await nobody.post(f"{url}/login", data=login)).status_code == 200
        assert await is_signed_in(nobody)
        assert "@patience" in (await nobody.get("/search?q=patience")).text
        assert await collection("mails").find_one({"kind": "let_in", "to": "patience@example.org"})


async def test_a_closed_site_offers_no_way_to_join(nobody: Person, site: Site, in_process: None) -> None:
    with extra_web(site, "web-closed", SIGNUP_MODE="closed"):
        url = site.url_of("web-closed")
        form = {"username": "late", "email": "late@example.org", "name": "Late", "password": PASSWORD}
        for answer in (await nobody.get(f"{url}/signup"), await nobody.post(f"{url}/signup", data=form)):
            assert (answer.status_code, Page(answer.text).heading) == (403, "Nobody can join at the moment")
        for path in ("/", "/login", "/search"):
            page = Page((await nobody.get(f"{url}{path}")).text)
            assert "/login" in page.hrefs
            assert "/signup" not in page.hrefs
    assert "/signup" in Page((await nobody.get("/")).text).hrefs
    assert await collection("accounts").find_one({"username": "late"}) is None


async def test_a_mode_that_there_is_not_is_one_sentence_at_the_start(environ: dict[str, str]) -> None:
    status, _, complaint = await command(environ | {"SIGNUP_MODE": "friends"}, "web")
    assert (status, complaint.count("\n")) == (2, 1)
    assert "SIGNUP_MODE must be one of open, invitation, approval, closed" in complaint
