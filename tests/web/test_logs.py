"""What opens something is written nowhere: secrets are planted wherever a request can carry them, then looked for."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from bson import ObjectId
from websockets.asyncio.client import connect

from server.accounts.doors import COOKIE
from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person
from tests.documents import account_id, published
from tests.site import Process, Site
from tests.web.extra import extra_web

NAME = "web-talkative"
SECRET = "Geheimnis-0123456789-abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def talkative(site: Site) -> Iterator[Process]:
    """A process that writes down as much as it can be made to."""
    with extra_web(site, NAME, LOG_LEVEL="debug") as process:
        yield process


async def broken(people: Cast) -> str:
    """An address that is an error on our side for bob, who deletes there."""
    post = await published(people.alice)
    made = {"_id": ObjectId(), "post": ObjectId(post), "author": await account_id(people.bob), "key": f"broken {post}"}
    await collection("comments").insert_one(made)
    return f"/p/{post}/comments/{made['_id']}"


async def carry_secrets(person: Person, url: str, broken_path: str) -> None:
    """Requests of every kind, each with the secret in it."""
    there, headers = person.client, {"Authorization": f"Bearer {SECRET}", "X-Api-Key": SECRET, "Referer": f"/{SECRET}"}
    for path in ("/", "/login", "/nothing", "/auth/google/callback", "/settings", "/healthz", "/reset", "/updates"):
        await there.get(f"{url}{path}?code={SECRET}&state={SECRET}", headers=headers, follow_redirects=False)
    for path in ("/reset", "/verify", "/undo", "/nothing", "/reset/x"):
        for end in ("", "/", "/more", "%0a"):
            await there.get(f"{url}{path}/{SECRET}{end}", headers=headers)
            await there.post(f"{url}{path}/{SECRET}{end}", data={"password": SECRET})
    form = dict.fromkeys(("login", "password", "name", "email", "username", "code", "token", "next", "text"), SECRET)
    for path in ("/login", "/signup", "/prove", "/settings/password", "/login/code", "/posts", "/login/passkey"):
        await there.post(url + path, data=form, headers=headers)
        await there.post(url + path, json=form)
    answer = await there.delete(f"{url}{broken_path}?token={SECRET}", headers=headers)
    assert answer.status_code == 500


async def carry_secrets_badly(url: str) -> None:
    """What is no proper request, but has the secret in it."""
    host, port = url.removeprefix("http://").split(":")
    for said in (f"GET /{SECRET} HTTP/9\r\n\r\n", f"{SECRET}\r\n\r\n", f"GET /{SECRET}\r\nHost: {SECRET}\r\n\r\n"):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(said.encode())
        await reader.read()
        writer.close()


async def test_no_secret_reaches_the_log(people: Cast, site: Site, talkative: Process) -> None:
    url, bob = site.url_of(NAME), people.bob
    cookie = bob.client.cookies[COOKIE]
    await carry_secrets(bob, url, await broken(people))
    await carry_secrets_badly(url)
    async with connect(
        f"{url.replace('http', 'ws')}/updates?{SECRET}", additional_headers={"Cookie": bob.cookie}
    ) as tab:
        await tab.send(SECRET)
        await tab.wait_closed()
    form = {"login": people.charlie.username, "password": PASSWORD}
    answer = await people.charlie.post(f"{url}/login", data=form, follow_redirects=False)
    assert answer.status_code == 303
    text = talkative.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert len([line for line in lines if line.get("event") == "answered"]) > 50, (
        "it must have written for this to mean anything"
    )
    assert [line for line in lines if "exception" in line], "also of an error"
    for secret in (SECRET, SECRET[:12], PASSWORD, cookie, cookie[:20], "Bearer"):
        assert secret not in text, next(line for line in text.splitlines() if secret in line)


async def test_addresses_with_a_ticket_are_called_by_their_rule(people: Cast, site: Site, talkative: Process) -> None:
    url, before = site.url_of(NAME), len(talkative.log.read_text())
    for path in (f"/reset/{SECRET}", f"/nothing/{SECRET}", f"/p/{'0' * 24}"):
        await people.bob.get(url + path)
    lines = [json.loads(line) for line in talkative.log.read_text()[before:].splitlines()]
    paths = [line["path"] for line in lines if line.get("event") == "answered" and line["path"] != "/readyz"]
    assert paths == ["/reset/<token>", "/nothing/Geh…", f"/p/{'0' * 24}"]


async def test_nor_does_an_error_page_say_it(people: Cast, site: Site) -> None:
    answer = await people.bob.client.delete(f"{await broken(people)}?token={SECRET}")
    assert answer.status_code == 500
    assert SECRET not in answer.text
