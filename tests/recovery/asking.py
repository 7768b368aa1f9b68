"""What the tests of recovery ask of the site."""

from tests.cast import PASSWORD, Person, stranger
from tests.mail.mailbox import NEW_PASSWORD, Letter, letters, newest
from tests.pages import Page

OTHER = "tulips under a blue moon"


async def asked_for_reset(person: Person, to: str, login: str = "") -> Letter:
    """The letter that comes when somebody asks for a new password for this address, or for `login`."""
    before = len(await letters(person.site, to, NEW_PASSWORD))
    asker = stranger(person.site)
    answer = await asker.post("/reset", data={"login": login or to})
    assert Page(answer.text).heading == "Look into your mail"
    await asker.client.aclose()
    return await newest(person.site, to, NEW_PASSWORD, but=before)


async def opens(person: Person, login: str, password: str = PASSWORD) -> bool:
    """Whether this password opens the account, tried with a browser of its own."""
    trying = stranger(person.site)
    answer = await trying.post("/login", data={"login": login, "password": password}, follow_redirects=False)
    await trying.client.aclose()
    return answer.status_code == 303


async def heading(person: Person, path: str) -> tuple[int, str]:
    """Status and heading of a page."""
    answer = await person.get(path)
    return answer.status_code, Page(answer.text).heading
