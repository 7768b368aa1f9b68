"""Choosing a language: on a device, and for all devices of an account."""

import httpx2
import pytest

from server.mail import letters, queries
from server.stores.mongo import collection
from server.web.language import COOKIE
from tests.cast import PASSWORD, Cast, Person, stranger
from tests.mail.mailbox import address_of, confirmed
from tests.pages import Page
from tests.site import Site, eventually


async def choose(person: Person, language: str, referrer: str = "", **headers: str) -> httpx2.Response:
    """Press the button of a language on the page at `referrer`."""
    headers |= {"Referer": referrer} if referrer else {}
    return await person.post("/language", data={"language": language}, headers=headers, follow_redirects=False)


async def spoken(person: Person, path: str = "/search", **headers: str) -> tuple[str, str]:
    """The language of a page, and where its lines begin."""
    page = Page((await person.get(path, headers=headers)).text)
    return page.one("html").attributes["lang"], page.one("html").attributes["dir"]


async def test_a_stranger_chooses_and_stays_on_her_page(site: Site, nobody: Person) -> None:
    assert await spoken(nobody) == ("en", "ltr")
    answer = await choose(nobody, "ar", f"{site.url}/search?q=sea")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/search?q=sea")
    assert await spoken(nobody) == ("ar", "rtl")
    assert await spoken(nobody, "/login", **{"Accept-Language": "de"}) == ("ar", "rtl"), "her choice comes first"


async def test_she_goes_back_to_what_her_browser_says(nobody: Person) -> None:
    await choose(nobody, "ar")
    await choose(nobody, "")
    assert COOKIE not in nobody.client.cookies
    assert await spoken(nobody, **{"Accept-Language": "de-AT, en;q=0.5"}) == ("de", "ltr")


async def test_the_choice_of_an_account_holds_on_all_of_its_devices(site: Site, people: Cast) -> None:
    alice, phone = people.alice, stranger(site)
    await phone.post("/login", data={"login": alice.username, "password": PASSWORD})
    assert await spoken(phone, "/settings") == ("en", "ltr")
    await choose(alice, "de")

    async def has_heard() -> bool:
        return await spoken(phone, "/settings") == ("de", "ltr")

    await eventually(has_heard)
    assert await spoken(people.bob, "/settings") == ("en", "ltr")
    await phone.client.aclose()


async def test_a_device_keeps_it_after_signing_in_and_out(site: Site, people: Cast) -> None:
    await choose(people.alice, "de")
    tablet = stranger(site)
    await choose(tablet, "ar")
    await tablet.post("/login", data={"login": people.alice.username, "password": PASSWORD})
    assert await spoken(tablet, "/settings") == ("de", "ltr")
    await tablet.post("/logout")
    assert await spoken(tablet, "/login") == ("de", "ltr")
    await tablet.client.aclose()


async def test_the_settings_show_what_is_chosen(people: Cast) -> None:
    async def chosen() -> list[str]:
        page = Page((await people.alice.get("/settings/language")).text)
        radios = page.all("input", type="radio")
        assert {radio.attributes["value"] for radio in radios} == {"", "en", "de", "ar"}
        return [radio.attributes["value"] for radio in radios if "checked" in radio.attributes]

    assert await chosen() == [""]
    for language in ("ar", "en", ""):
        await choose(people.alice, language)
        assert await chosen() == [language]


async def test_a_script_is_told_to_load_the_whole_page_anew(site: Site, nobody: Person) -> None:
    answer = await choose(nobody, "de", f"{site.url}/login", **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/login")


@pytest.mark.parametrize("language", ["fr", "en-GB", "../de", "\0", "x" * 5000])
async def test_what_we_do_not_speak_changes_nothing(people: Cast, language: str) -> None:
    await choose(people.alice, "de")
    assert (await choose(people.alice, language)).status_code == 422
    assert await spoken(people.alice, "/settings") == ("de", "ltr")


@pytest.mark.parametrize(
    "referrer",
    [
        "https://evil.example/login",
        "{site}.evil.example/",
        "{site}//evil.example",
        "javascript:alert(1)",
        "//evil.example",
    ],
)
async def test_it_leads_to_no_other_site(site: Site, nobody: Person, referrer: str) -> None:
    answer = await choose(nobody, "de", referrer.format(site=site.url))
    assert answer.headers["Location"] == "/"


async def test_letters_speak_the_language_of_who_gets_them(people: Cast, nobody: Person) -> None:
    """bob wants alice's address, and a stranger who speaks Arabic asks for a password: each letter is alice's own."""
    await confirmed(people.alice)
    await choose(people.alice, "de")
    address = address_of(people.alice)
    await nobody.post("/reset", data={"login": address}, headers={"Accept-Language": "ar"})
    await nobody.post("/reset", data={"login": address_of(people.bob)}, headers={"Accept-Language": "ar"})
    assert await _language("reset", address) == ("de", "ltr")
    assert await _language("reset", address_of(people.bob)) == ("ar", "rtl"), "bob has chosen none"
    form = {"username": f"not_{people.alice.username}", "email": address, "name": "Not Alice", "password": PASSWORD}
    assert (await nobody.post("/signup", data=form, headers={"Accept-Language": "ar"})).status_code == 200
    assert await _language("already", address) == ("de", "ltr")


async def test_a_letter_to_nobody_is_made_of_the_same_documents(people: Cast, nobody: Person) -> None:
    await choose(people.alice, "de")
    await collection("mails").delete_many({"to": ""})
    for login in (people.alice.username, "no_such_person"):
        await nobody.post("/reset", data={"login": login})
    hers = await collection("mails").find_one({"to": address_of(people.alice), "kind": "reset"})
    nobodys = await collection("mails").find_one({"to": "", "kind": "reset"})
    assert hers
    assert nobodys
    assert hers.keys() == nobodys.keys()


async def _language(kind: str, address: str) -> tuple[str, str]:
    """That of the newest letter of a kind to an address, as it is sent."""

    async def is_there() -> object:
        return next((mail for mail in await queries.mailbox() if (mail.kind, mail.to) == (kind, address)), None)

    letter = letters.letter(await eventually(is_there))
    html = Page(letter.html).one("html")
    return html.attributes["lang"], html.attributes["dir"]
