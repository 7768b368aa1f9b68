"""Errors in the site's look, in plain words, at the right status; for htmx as a note."""

import json
import re

import httpx2
import pytest
from bson import ObjectId
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.stores import freshness
from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id, published
from tests.pages import Page
from tests.site import Site

HTMX = {"HX-Request": "true", "HX-Target": "button"}


async def broken_comment(people: Cast) -> str:
    """The address of a comment whose document is broken: deleting it is an error on our side."""
    post = await published(people.alice)
    made = {"_id": ObjectId(), "post": ObjectId(post), "author": await account_id(people.bob), "key": f"broken {post}"}
    await collection("comments").insert_one(made)
    return f"/p/{post}/comments/{made['_id']}"


async def ask(people: Cast, nobody: Person, status: int, headers: dict[str, str]) -> httpx2.Response:
    """A request that is answered with this status."""
    match status:
        case 403:
            return await people.bob.post("/logout", headers=headers | {"Origin": "https://evil.example"})
        case 404:
            return await nobody.get("/nothing/here", headers=headers)
        case 405:
            return await people.bob.client.put(f"/@{people.alice.username}", headers=headers)
        case 413:
            return await people.bob.post("/login", data={"login": "x" * 2**21}, headers=headers)
        case _:
            return await people.bob.client.delete(await broken_comment(people), headers=headers)


@pytest.mark.parametrize("status", [403, 404, 405, 413, 500])
async def test_errors_are_pages_or_notes_of_ours(people: Cast, nobody: Person, status: int) -> None:
    answer = await ask(people, nobody, status, {})
    page = Page(answer.text)
    assert answer.status_code == status
    assert page.is_ours
    assert len(page.heading) > 5
    assert "/" in page.hrefs
    if status == 405:
        assert "GET" in answer.headers["Allow"]
    note = await ask(people, nobody, status, HTMX)
    assert note.status_code == status
    assert (note.headers["HX-Retarget"], note.headers["HX-Reswap"]) == ("#notes", "innerHTML")
    assert Page(note.text).one("p").text.startswith(page.heading)
    assert not Page(note.text).all("html")
    whole = await ask(people, nobody, status, HTMX | {"HX-Target": "main#page"})
    assert Page(whole.text).heading == page.heading
    assert not Page(whole.text).all("nav"), "htmx puts it into the page that is there"


async def test_who_still_sends_a_photo_is_answered_all_the_same(people: Cast, nobody: Person) -> None:
    files = {"media": ("photo.jpg", photo().ljust(15 * 2**20, b"\0"))}
    answer = await nobody.post("/posts", files=files, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=%2F")
    answer = await people.bob.post("/posts", files=files, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert Page(answer.text).is_ours


async def test_a_500_has_an_id_that_is_in_the_log(people: Cast, nobody: Person, site: Site) -> None:
    for headers in ({}, HTMX):
        answer = await ask(people, nobody, 500, headers)
        found = re.search(r"\b[0-9a-f]{12}\b", Page(answer.text).one("code").text if not headers else answer.text)
        assert found
        assert found[0] == answer.headers["X-Request-Id"]
        lines = [line for line in site.processes["web"].log.read_text().splitlines() if found[0] in line]
        unexpected = [json.loads(line) for line in lines if '"unexpected"' in line]
        assert len(unexpected) == 1
        assert "BrokenDocument" in unexpected[0]["exception"]
        for secret in ("Traceback", "BrokenDocument", "comments.py", "pymongo"):
            assert secret not in answer.text


async def test_even_the_page_around_it_may_be_broken(people: Cast) -> None:
    await people.alice.get("/")
    await collection("accounts").update_one({"username": people.alice.username}, {"$set": {"version": "old"}})
    await freshness.touch(f"viewer:{await account_id(people.alice)}")
    await people.alice.post("/settings/profile", data={"name": "x"})  # has every process forget her
    answer = await people.alice.get("/notifications")
    page = Page(answer.text)
    assert answer.status_code == 500
    assert page.heading
    assert page.one("code").text == answer.headers["X-Request-Id"]
    assert page.all("main", id="page")


async def test_nonsense_in_addresses_is_a_404_or_an_empty_list(people: Cast) -> None:
    for address in (
        "/p/zz",
        "/p/%00",
        "/%ff",
        "/@%ff",
        "/static/../server/settings.py",
        "/static/%2e%2e/x",
        "/media/x/y",
    ):
        answer = await people.bob.get(address)
        assert answer.status_code == 404, address
        assert Page(answer.text).is_ours
    for address in ("/?before=zz", "/tags/x?before=1", "/search?q=%ff", "/feed/new?since=%00", "/?_method=DELETE"):
        assert (await people.bob.get(address)).status_code == 200, address


async def test_a_socket_to_nowhere_is_turned_away_quietly(site: Site, people: Cast) -> None:
    before = site.processes["web"].log.read_text().count('"unexpected"')
    for address in ("/nothing", "/notifications"):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(site.url.replace("http", "ws") + address):
                pass
        assert refused.value.response.status_code in (400, 404)
    answer = await people.bob.get("/updates")
    assert answer.status_code == 400
    assert Page(answer.text).is_ours
    assert site.processes["web"].log.read_text().count('"unexpected"') == before
