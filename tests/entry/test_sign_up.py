"""Joining."""

import asyncio

import pytest

from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person, stranger
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.site import Site

GOOD = {"username": "newcomer", "email": "newcomer@example.org", "name": "New Comer", "password": PASSWORD}


async def sign_up(person: Person, **changed: str) -> Page:
    answer = await person.post("/signup", data=GOOD | changed)
    page = Page(answer.text)
    assert answer.status_code == (200 if answer.url.path == "/" else 422)
    return page


async def test_who_joins_is_signed_in_and_lands_at_home(nobody: Person, in_process: None) -> None:
    page = await sign_up(nobody, username="Fresh_Start", email="Fresh.Start@Example.ORG", name="  Fresh  Start ")
    assert await is_signed_in(nobody)
    assert "/@fresh_start" in page.hrefs
    assert Page((await nobody.get("/@fresh_start")).text).heading == "Fresh Start"
    stored = await collection("accounts").find_one({"username": "fresh_start"})
    assert stored
    assert stored["email"] == "fresh.start@example.org"
    assert "password" not in stored
    opens = await collection("credentials").find_one({"_id": stored["_id"]})
    assert opens
    assert opens["password"].startswith("$argon2id$")
    assert PASSWORD not in str(stored)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("username", "", "2 to 30 letters"),
        ("username", "a", "2 to 30 letters"),
        ("username", "a" * 31, "2 to 30 letters"),
        ("username", ".dot", "no dot at either end"),
        ("username", "dot.", "no dot at either end"),
        ("username", "two..dots", "2 to 30 letters"),
        ("username", "with space", "2 to 30 letters"),
        ("username", "müller", "2 to 30 letters"),
        ("username", "a/b", "2 to 30 letters"),
        ("username", "<script>", "2 to 30 letters"),
        ("username", "аdmin", "2 to 30 letters"),  # a Cyrillic a
        ("email", "", "does not look like"),
        ("email", "nobody", "does not look like"),
        ("email", "a@b", "does not look like"),
        ("email", "two@at@example.org", "does not look like"),
        ("name", "", "cannot be empty"),
        ("name", " \u0007 ", "cannot be empty"),
        ("name", "x" * 51, "up to 50 characters; this has 51"),
        ("password", "", "8 to 200"),
        ("password", "seven77", "8 to 200"),
        ("password", "x" * 201, "8 to 200"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(nobody: Person, field: str, typed: str, words: str) -> None:
    page = await sign_up(nobody, **{field: typed})
    assert words in page.beside(field)
    assert [name for name in GOOD if page.is_refused(name)] == [field]
    for name in ("username", "email", "name"):
        assert page.value(name) == (typed if name == field else GOOD[name]), "what was typed is kept"
    assert page.value("password") == ""
    assert PASSWORD not in page.html
    assert field != "password" or len(typed) < 7 or typed not in page.html


async def test_every_field_has_its_message_at_once(nobody: Person) -> None:
    page = await sign_up(nobody, **dict.fromkeys(GOOD, ""))
    assert all(page.is_refused(name) for name in GOOD)


async def test_a_name_is_taken_in_whatever_case(people: Cast, nobody: Person) -> None:
    taken = people.alice.username
    page = await sign_up(nobody, username=taken.upper())
    assert "This username is taken." in page.beside("username")
    assert page.value("email") == GOOD["email"]


async def test_whose_address_it_is_cannot_be_asked_by_joining(people: Cast, nobody: Person, site: Site) -> None:
    """A claimed address is nobody's yet: the answer is the same as for one that nobody has."""
    answers = []
    for number, email in enumerate(
        (f"{people.alice.username}@example.org", f"new-{people.alice.username}@example.org")
    ):
        joining = stranger(site)
        form = GOOD | {"username": f"{people.alice.username}_{number}", "email": email}
        answer = await joining.post("/signup", data=form, follow_redirects=False)
        answers.append((answer.status_code, answer.headers["Location"], answer.text))
        assert await is_signed_in(joining)
        await joining.client.aclose()
    assert answers[0] == answers[1]
    login = {"login": f"{people.alice.username}@example.org", "password": PASSWORD}
    await nobody.post("/login", data=login)
    assert (await nobody.get(f"/@{people.alice.username}")).text.count("/settings/profile"), "she claimed it first"


async def test_people_are_called_what_they_are_called(nobody: Person) -> None:
    for number, name in enumerate(("Zoë Ångström", "李小龙", "محمد", "👩🏽‍🚀 Ada", "O’Brien & <Sons>")):
        await sign_up(nobody, username=f"called{number}", email=f"called{number}@example.org", name=name)
        page = Page((await nobody.get(f"/@called{number}")).text)
        assert page.heading == name
        assert "<Sons>" not in page.html


async def test_of_two_who_take_a_name_at_once_one_is_given_it(site: Site) -> None:
    both = [stranger(site), stranger(site)]
    forms = [GOOD | {"username": "contested", "email": f"contested{n}@example.org"} for n in range(2)]
    answers = await asyncio.gather(*(p.post("/signup", data=form) for p, form in zip(both, forms, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert sorted([await is_signed_in(person) for person in both]) == [False, True]
    for person in both:
        await person.client.aclose()
