"""Which language somebody is spoken to in: what her browser asks for, unless she chose another."""

import pytest

from server import i18n
from tests.cast import Cast, Person
from tests.pages import Page


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("ar-EG,en;q=0.5", "ar"),
        ("zh-Hant-TW, de-Latn-DE-1996;q=0.1", "de"),
        ("en;q=0.2, de;q=0.8", "de"),
        ("en;q=0.2 , de ; q=0.8", "de"),
        ("de;Q=0.001", "de"),
        ("de;q=0.5, ar;q=0.5", "de"),
        ("de;q=0, en", "en"),
        ("de;q=0", "en"),
        ("fr, nl;q=0.9", "en"),
        ("*", "en"),
        ("fr, *;q=0.5, de;q=0.1", "en"),
        ("", "en"),
        (",;,=", "en"),
        ("de;q=2, ar;q=0.1", "ar"),
        ("de;q=nan, ar;q=0.1", "ar"),
        ("de;q=-1", "en"),
        ("de;level=1", "en"),
        ("../../de", "en"),
        ("xde", "en"),
        ("de," * 10_000, "de"),
        ("x" * 10_000 + ",de", "en"),
    ],
)
def test_what_a_browser_asks_for(accepted: str, spoken: str) -> None:
    assert i18n.preferred(accepted) == spoken


def test_a_language_that_is_none_of_ours_is_english() -> None:
    for language in ("fr", "", "de ", "../de"):
        with i18n.speaking(language):
            assert i18n.current() == "en"


async def spoken(person: Person, **headers: str) -> tuple[str, str]:
    page = Page((await person.get("/login", headers=headers)).text)
    html = page.one("html")
    return html.attributes["lang"], html.attributes["dir"]


async def test_a_page_says_what_it_speaks_and_where_its_lines_begin(nobody: Person) -> None:
    assert await spoken(nobody) == ("en", "ltr")
    assert await spoken(nobody, **{"Accept-Language": "de-CH"}) == ("de", "ltr")
    assert await spoken(nobody, **{"Accept-Language": "ar"}) == ("ar", "rtl")


async def test_who_chose_is_spoken_to_like_that_whatever_her_browser_asks_for(nobody: Person) -> None:
    await nobody.post("/language", data={"language": "ar"})
    assert await spoken(nobody, **{"Accept-Language": "de"}) == ("ar", "rtl")
    await nobody.post("/language", data={"language": "tlh"})
    assert await spoken(nobody) == ("ar", "rtl")


async def test_an_account_keeps_its_language_on_other_devices(people: Cast) -> None:
    alice = people.alice
    await alice.post("/language", data={"language": "de"})
    alice.client.cookies.delete("tintype_language")
    for path in ("/", "/notifications", "/no/such/page"):
        page = Page((await alice.get(path, headers={"Accept-Language": "ar"})).text)
        assert page.one("html").attributes["lang"] == "de", path


async def test_what_is_refused_at_the_door_is_spoken_too(nobody: Person) -> None:
    german = {"Accept-Language": "de"}
    for path, headers in (
        ("/", {"Host": "elsewhere.example"}),
        ("/" + "x" * 9000, {}),
        ("/", {"X-Much": "x" * 17_000}),
    ):
        page = Page((await nobody.get(path, headers=german | headers)).text)
        assert page.one("html").attributes["lang"] == "de", path[:20]
    answer = await nobody.post("/login", headers=german | {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert Page(answer.text).one("html").attributes["lang"] == "de"
