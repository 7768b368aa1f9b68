"""Another address, confirmed there; the old one is told, and can take it back."""

from tests.cast import Cast, Person
from tests.entry.who import is_signed_in
from tests.mail.mailbox import ALREADY, CONFIRM, NEW_ADDRESS, address_of, confirmed, letters, newest
from tests.pages import Page
from tests.recovery.asking import OTHER, heading, opens
from tests.recovery.test_verify import email_of


async def changed(person: Person, to: str) -> None:
    """She has asked for this address and followed the link."""
    answer = await person.post("/settings/email", data={"email": to})
    assert f"{to} is not confirmed yet" in Page(answer.text).text
    letter = await newest(person.site, to, CONFIRM)
    assert (await person.post(letter.link("/verify/"))).status_code == 200


async def test_the_address_changes_when_the_new_one_is_confirmed(people: Cast) -> None:
    await confirmed(people.alice)
    new = f"new-{address_of(people.alice)}"
    await people.alice.post("/settings/email", data={"email": new.upper()})
    assert await email_of(people.alice) == (address_of(people.alice), True)
    letter = await newest(people.alice.site, new, CONFIRM)
    await people.alice.post(letter.link("/verify/"))
    assert await email_of(people.alice) == (new, True)
    told = await newest(people.alice.site, address_of(people.alice), NEW_ADDRESS)
    assert new in told.text
    assert await opens(people.alice, new)


async def test_the_old_address_takes_it_back_and_puts_everybody_out(people: Cast, nobody: Person) -> None:
    await confirmed(people.alice)
    old, thiefs = address_of(people.alice), f"thief-{address_of(people.alice)}"
    await changed(people.alice, thiefs)
    await changed(people.alice, f"second-{thiefs}")
    link = (await newest(people.alice.site, old, NEW_ADDRESS)).link("/undo/")
    thiefs_link = (await newest(people.alice.site, thiefs, NEW_ADDRESS)).link("/undo/")
    assert await heading(nobody, link) == (200, "Take the change back?")
    assert await email_of(people.alice) == (f"second-{thiefs}", True)
    # Whoever came in cannot have her link forgotten by using his own.
    await people.bob.post("/logout")
    assert (await people.bob.post(thiefs_link)).status_code == 200
    answer = await nobody.post(link)
    assert answer.url.path.startswith("/reset/")
    assert await email_of(people.alice) == (old, True)
    assert not await is_signed_in(people.alice)
    assert (await nobody.post(answer.url.path, data={"password": OTHER})).url.path == "/"
    assert await opens(nobody, old, OTHER)
    assert (await nobody.post(link)).status_code == 410


async def test_taking_a_change_back_takes_back_those_after_it(people: Cast, nobody: Person) -> None:
    await confirmed(people.alice)
    old, thiefs = address_of(people.alice), f"later-{address_of(people.alice)}"
    await changed(people.alice, thiefs)
    await changed(people.alice, f"second-{thiefs}")
    link = (await newest(people.alice.site, old, NEW_ADDRESS)).link("/undo/")
    thiefs_link = (await newest(people.alice.site, thiefs, NEW_ADDRESS)).link("/undo/")
    await nobody.post(link)
    assert (await nobody.post(thiefs_link)).status_code == 410
    assert await email_of(people.alice) == (old, True)


async def test_nobody_else_can_take_it_back(people: Cast) -> None:
    await confirmed(people.alice)
    new = f"mine-{address_of(people.alice)}"
    await changed(people.alice, new)
    link = (await newest(people.alice.site, address_of(people.alice), NEW_ADDRESS)).link("/undo/")
    for answer in (await people.charlie.get(link), await people.charlie.post(link)):
        assert (answer.status_code, Page(answer.text).heading) == (403, "This link is for another account")
    assert await email_of(people.alice) == (new, True)


async def test_a_new_wish_replaces_the_one_before(people: Cast) -> None:
    first, second = f"first-{address_of(people.bob)}", f"second-{address_of(people.bob)}"
    await people.bob.post("/settings/email", data={"email": first})
    letter = await newest(people.bob.site, first, CONFIRM)
    await people.bob.post("/settings/email", data={"email": second})
    assert (await people.bob.post(letter.link("/verify/"))).status_code == 410
    assert await email_of(people.bob) == (address_of(people.bob), False)


async def test_whose_address_it_is_cannot_be_asked_by_changing(people: Cast) -> None:
    await confirmed(people.alice)
    taken, free = address_of(people.alice), f"free-{address_of(people.bob)}"
    pages = []
    for email in (taken, free):
        answer = await people.bob.post("/settings/email", data={"email": email})
        pages.append((answer.status_code, Page(answer.text).text.replace(email, "")))
    assert pages[0] == pages[1]
    await newest(people.bob.site, taken, ALREADY)
    assert len(await letters(people.bob.site, taken, CONFIRM)) == 1, "only her own"


async def test_what_is_no_address_or_hers_already_is_said_beside_the_field(people: Cast) -> None:
    await confirmed(people.alice)
    for typed, words in (
        (address_of(people.alice), "your address already"),
        ("nobody", "does not look like"),
        ("a@example.org\r\nBcc: b@example.org", "does not look like"),
        ("", "does not look like"),
    ):
        answer = await people.alice.post("/settings/email", data={"email": typed})
        assert answer.status_code == 422
        assert words in Page(answer.text).beside("email")
