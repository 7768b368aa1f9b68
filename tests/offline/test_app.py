"""Tintype as an app: what a phone is told, and what its browser keeps running."""

import io
import re
from typing import Any

from PIL import Image

from server.i18n import LANGUAGES
from tests.cast import Cast, Person
from tests.pages import Page


async def manifest(person: Person, language: str) -> dict[str, Any]:
    page = Page((await person.get("/login", headers={"Accept-Language": language})).text)
    (link,) = page.all("link", rel="manifest")
    # As browsers do: without cookies, and with whatever languages the system speaks.
    answer = await person.get(link.attributes["href"], headers={"Cookie": "", "Accept-Language": "fr"})
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said: dict[str, Any] = answer.json()
    return said


async def test_it_can_be_installed(nobody: Person) -> None:
    said = await manifest(nobody, "en")
    assert said["name"] == said["short_name"] == "Tintype"
    assert said["id"] == said["start_url"] == said["scope"] == "/"
    assert said["display"] == "standalone"
    for icon in said["icons"]:
        answer = await nobody.get(icon["src"])
        assert answer.headers["Content-Type"] == icon["type"] == "image/png"
        assert "immutable" in answer.headers["Cache-Control"]
        width, height = Image.open(io.BytesIO(answer.content)).size
        assert f"{width}x{height}" == icon["sizes"]
    purposes = {(icon["sizes"], icon["purpose"]) for icon in said["icons"]}
    assert purposes >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    page = Page((await nobody.get("/login")).text)
    assert said["theme_color"] in {meta.attributes["content"] for meta in page.all("meta", name="theme-color")}
    touch = Page((await nobody.get("/login")).text).all("link", rel="apple-touch-icon")[0].attributes["href"]
    assert Image.open(io.BytesIO((await nobody.get(touch)).content)).size == (180, 180)


async def test_its_shortcuts_lead_somewhere(people: Cast) -> None:
    said = await manifest(people.bob, "en")
    assert [shortcut["name"] for shortcut in said["shortcuts"]] == ["New post", "Notifications", "Search"]
    for shortcut in said["shortcuts"]:
        answer = await people.bob.get(shortcut["url"])
        assert (answer.status_code, answer.url.path) == (200, shortcut["url"])


async def test_it_speaks_the_language_of_the_page(nobody: Person) -> None:
    for language in LANGUAGES:
        said = await manifest(nobody, language)
        assert said["lang"] == language
        assert said["dir"] == ("rtl" if language == "ar" else "ltr")
    strange = await nobody.get("/manifest.webmanifest?language=xx")
    assert (strange.status_code, strange.json()["lang"]) == (200, "en")


async def test_the_worker_serves_the_whole_site_and_is_looked_at_each_time(nobody: Person) -> None:
    answer = await nobody.get("/worker.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    again = await nobody.get("/worker.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    plain = await nobody.get("/worker.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == answer.text
    assert plain.headers["ETag"] != answer.headers["ETag"]
    assert re.match(r'const VERSION = "[0-9a-f]{16}";\n', answer.text), "a deploy brings another"


async def test_the_page_that_is_kept_is_in_nobodys_name(people: Cast, nobody: Person) -> None:
    kept = (await people.bob.get("/offline?shell")).text
    assert people.bob.username not in kept
    assert await people.bob.id() not in kept
    mine = (await people.bob.get("/offline")).text
    assert people.bob.username in mine
    assert "You are offline" in (await nobody.get("/offline")).text


async def test_pages_say_for_whom_they_are(people: Cast, nobody: Person) -> None:
    bob = await people.bob.id()
    part = {"HX-Request": "true", "HX-Target": "main#page"}
    for path in ("/", "/notifications", f"/@{people.alice.username}", "/search"):
        assert (await people.bob.get(path)).headers["X-Tintype-Account"] == bob, path
        assert (await people.bob.get(path, headers=part)).headers["X-Tintype-Account"] == bob, path
        assert "X-Tintype-Account" not in (await nobody.get(path)).headers, path


async def test_what_one_wrote_is_not_sent_as_another(people: Cast) -> None:
    alice, bob = await people.alice.id(), await people.bob.id()
    path = f"/@{people.alice.username}/follow?_method=DELETE"
    followers = f"/@{people.alice.username}/followers"
    refused = await people.bob.post(path, headers={"X-Tintype-Account": alice, "HX-Request": "true"})
    assert refused.status_code == 412
    assert "Somebody else is signed in" in refused.text
    assert people.bob.username in (await people.charlie.get(followers)).text
    assert (await people.bob.post(path, headers={"X-Tintype-Account": bob})).status_code == 200
    assert people.bob.username not in (await people.charlie.get(followers)).text
