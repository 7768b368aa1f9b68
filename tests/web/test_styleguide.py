"""The style guide shows every component there is, as it looks and as it is made."""

import re

from server.web.templates import FOLDER
from tests.cast import Person
from tests.pages import Page

MACRO = re.compile(r"{% macro (\w+)\(")


async def test_every_component_is_shown_with_the_call_that_makes_it(nobody: Person) -> None:
    page = Page((await nobody.get("/styleguide")).text)
    sources = " ".join(each.text for each in page.all("pre"))
    for file in ("_parts.html", "_field.html"):
        macros = MACRO.findall((FOLDER / file).read_text())
        assert macros
        assert not [name for name in macros if not re.search(rf"\b{name}\(", sources)], "nobody sees these"
    assert page.one("dialog", id="example-sheet")
    assert "An e-mail address has a full stop after its @." in page.beside("email")
    assert "--cut-large" in page.text


async def test_the_foot_of_a_page_offers_every_language_in_its_own_words(nobody: Person) -> None:
    page = Page((await nobody.get("/nowhere")).text)
    buttons = page.all("button", name="language")
    assert [(button.attributes["lang"], button.text) for button in buttons] == [
        ("en", "English"),
        ("de", "Deutsch"),
        ("ar", "العربية"),
    ]
    assert [button.attributes["value"] for button in buttons if "aria-current" in button.attributes] == ["en"]
    answer = await nobody.post(
        "/language", data={"language": "ar"}, headers={"Referer": f"{nobody.client.base_url}/search"}
    )
    assert answer.url.path == "/search"
    html = Page(answer.text).one("html").attributes
    assert (html["lang"], html["dir"]) == ("ar", "rtl")
