"""The site's mailbox, as a developer reads it: letters by the address that they go to."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.cast import Person, stranger
from tests.pages import Page
from tests.site import Site, eventually

CONFIRM, ALREADY, NEW_PASSWORD = "confirm your e-mail", "have a Tintype account already", "Choose a new password"
PASSWORD_CHANGED, NEW_ADDRESS, SIGNED_IN = "password was changed", "has a new e-mail address", "A new sign-in"


@dataclass(frozen=True)
class Letter:
    """One letter: its subject, what it says, and where on the site its links lead."""

    subject: str
    text: str
    links: list[str]

    def link(self, door: str) -> str:
        """The path of its one link through this door, such as `/verify/`."""
        (found,) = {path for path in self.links if path.startswith(door)}
        return found

    def token(self, door: str) -> str:
        return self.link(door).removeprefix(door)


def address_of(person: Person) -> str:
    return f"{person.username}@example.org"


async def letters(site: Site, to: str, subject: str = "") -> list[Letter]:
    """The letters to this address with these words in their subject, the newest first."""
    reader = stranger(site)
    try:
        listed = Page((await reader.get("/mailbox")).text)
        rows = [row for row in listed.all("a") if f" {to}, " in row.text and subject in row.text]
        return [await _read(reader, row.attributes["href"]) for row in rows]
    finally:
        await reader.client.aclose()


async def newest(site: Site, to: str, subject: str, *, but: int = 0) -> Letter:
    """Wait until there are more than `but` letters with these words in their subject; the newest."""

    async def has_come() -> Letter | None:
        found = await letters(site, to, subject)
        return found[0] if len(found) > but else None

    return await eventually(has_come)  # type: ignore[no-any-return]


async def confirmed(*people: Person) -> None:
    """These people have confirmed the addresses that they signed up with."""
    for person in people:
        letter = await newest(person.site, address_of(person), CONFIRM)
        answer = await person.post(letter.link("/verify/"))
        assert answer.status_code == 200, answer.text


async def _read(reader: Person, address: str) -> Letter:
    page = Page((await reader.get(address)).text)
    inside = [element.attributes["href"] for element in page.all("a") if element.attributes.get("rel")]
    return Letter(page.heading, page.text, [urlsplit(href).path for href in inside])
