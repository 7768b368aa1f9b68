"""Which passwords may be chosen, and what is said of them while they are typed."""

import pytest
import zxcvbn_rs_py

from server.accounts.strength import REASONS
from server.demo.fill import PASSWORD as DEMO_PASSWORD
from tests.cast import PASSWORD, Cast, Person
from tests.entry.test_sign_up import sign_up
from tests.pages import Page
from tests.site import Site

ABOUT = {"name": "Nora Lindqvist", "username": "nora.lind", "email": "nora@lindqvist.example"}


async def typed(person: Person, password: str, **other: str) -> str:
    """What is said of it."""
    answer = await person.post("/password-strength?field=password", data={**other, "password": password})
    assert answer.status_code == 200
    assert not password or password not in answer.text
    return " ".join(e.text for e in Page(answer.text).all("p"))


WEAK = [
    ("password1", "very common password"),
    ("iloveyou2", "very common password"),
    ("qwertyuiop", "common password"),
    ("zxcvbnm,.", "rows of keys"),
    ("Summer2026!", "similar to a commonly used password"),
    ("aaaaaaaaaaaa", "Repeats"),
    ("abcdefghijkl", "Sequences"),
    ("14.07.1989", "Dates"),
    ("noralindqvist", "your own name or address"),
    ("Nora Lindqvist 1", "your own name or address"),
    ("nora@lindqvist.example", "your own name or address"),
    ("LINDQVIST.nora.lind", "your own name or address"),
    ("nora.lind1987", "your own name or address"),
]


@pytest.mark.parametrize(("password", "words"), WEAK)
async def test_what_is_easy_to_guess_is_refused_with_the_reason(nobody: Person, password: str, words: str) -> None:
    page = await sign_up(nobody, **ABOUT, password=password)
    assert page.is_refused("password")
    assert words in page.beside("password")
    assert [page.value(name) for name in ABOUT] == list(ABOUT.values())
    assert page.value("password") == ""
    said = await typed(nobody, password, **ABOUT)
    assert words in said, "and it says so before the form is sent"
    assert "Strong" not in said


@pytest.mark.parametrize("password", [PASSWORD, DEMO_PASSWORD, "xkq7 vbn2 wt", "2 cats on a mat", "日々の写真を撮る人"])
async def test_what_is_hard_to_guess_is_called_so(nobody: Person, password: str) -> None:
    assert "trong." in await typed(nobody, password, **ABOUT)


async def test_it_is_counted_in_characters_and_long_ones_are_fine(nobody: Person) -> None:
    assert (await typed(nobody, "seven77")).startswith("Too short. Use at least 8 characters.")
    assert await typed(nobody, "") == ""
    for password in ("many words " * 18, "4@8({[<369!1|7$05+%2" * 10):
        await typed(nobody, password)


async def test_who_is_signed_in_is_told_of_her_own_name(people: Cast) -> None:
    name = people.alice.username
    assert "your own name or address" in await typed(people.alice, f"{name}@example.org")
    assert "your own name or address" not in await typed(people.bob, f"{name}@example.org")


async def test_what_is_typed_is_written_nowhere(nobody: Person, site: Site) -> None:
    secret = "never to be seen 4711"
    answer = await nobody.post("/password-strength?field=password", data={"password": secret})
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret not in site.processes["web"].log.read_text()


@pytest.mark.parametrize("kind", ["Warning", "Suggestion"])
def test_every_reason_of_zxcvbn_is_a_message_of_our_catalogues(kind: str) -> None:
    said = getattr(zxcvbn_rs_py, kind)
    sentences = {str(getattr(said, name)) for name in dir(said) if not name.startswith("_")}
    assert len(sentences) > 10
    assert sentences <= set(REASONS)
