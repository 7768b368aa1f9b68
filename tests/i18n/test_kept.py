"""What is kept of a page is kept for those who speak its language: nobody reads another's words."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from quart import Quart

from server import i18n
from server.app import create_app
from server.commands import languages
from tests.cast import Cast, Person
from tests.documents import published
from tests.i18n.conftest import Translate

# Before each message: where it stands, somebody was spoken to in German.
SIGN = "⟨de⟩"


@dataclass
class Reader:
    """Somebody who asks this process."""

    app: Quart
    person: Person
    language: str

    async def get(self, path: str) -> str:
        headers = {"Cookie": self.person.cookie, "Accept-Language": self.language}
        answer = await self.app.test_client().get(path, headers=headers)
        assert answer.status_code == 200, path
        return str(await answer.get_data(as_text=True))


@pytest_asyncio.fixture
async def app(people: Cast, translate: Translate) -> AsyncIterator[Quart]:
    """The application in this process, with a German of which every message is easily told."""
    translate(
        "de", {entry.id: SIGN + entry.id for entry in languages.template() if isinstance(entry.id, str) and entry.id}
    )
    yield create_app()


async def test_bob_reads_german_and_alice_english_one_after_the_other_and_at_once(people: Cast, app: Quart) -> None:
    for number in range(3):
        await published(people.alice, f"number {number}")
    await people.bob.get("/")
    german, english = Reader(app, people.bob, "de"), Reader(app, people.bob, "en")
    alice = Reader(app, people.alice, "en")
    for path in ("/", "/notifications", "/search", f"/@{people.alice.username}"):
        for _ in range(2):  # the second is what was kept
            assert SIGN in await german.get(path), path
            for reader in (english, alice):
                assert SIGN not in await reader.get(path), path
        readers = [german, alice, english] * 4
        answers = await asyncio.gather(*(reader.get(path) for reader in readers))
        assert [SIGN in answer for answer in answers] == [reader is german for reader in readers], path
        assert len({answer.count(SIGN) for answer in answers}) == 2, path


async def test_a_card_is_kept_for_each_language(people: Cast, app: Quart) -> None:
    await published(people.alice, "one")
    german, english = Reader(app, people.bob, "de"), Reader(app, people.bob, "en")
    for reader in (english, german, english, german):
        page = await reader.get("/")
        card = page[page.index("<article") : page.index("</article>")]
        assert (SIGN in card) == (reader is german)
    assert i18n.current() == "en"
