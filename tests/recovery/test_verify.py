"""Showing that an address is one's own."""

from datetime import UTC, datetime

from server.stores.mongo import collection
from tests.cast import Cast, Person, join, stranger
from tests.documents import account_id
from tests.mail.mailbox import ALREADY, CONFIRM, address_of, confirmed, letters, newest
from tests.pages import Page
from tests.recovery.asking import heading
from tests.site import Site


async def email_of(person: Person) -> tuple[str, bool]:
    stored = await collection("accounts").find_one({"username": person.username})
    assert stored
    return stored["email"], stored["email_verified"]


async def test_only_the_button_confirms(people: Cast, nobody: Person) -> None:
    letter = await newest(people.alice.site, address_of(people.alice), CONFIRM)
    link = letter.link("/verify/")
    assert await heading(nobody, link) == (200, "Is this your address?")
    assert await email_of(people.alice) == (address_of(people.alice), False), "programs that read mail follow links"
    answer = await nobody.post(link)
    assert Page(answer.text).heading == "Thank you"
    assert await email_of(people.alice) == (address_of(people.alice), True)
    assert (await nobody.post(link)).status_code == 410


async def test_the_settings_say_what_is_to_be_done_until_it_is(people: Cast) -> None:
    for path in ("/settings", "/settings/email"):
        assert "is not confirmed yet" in Page((await people.alice.get(path)).text).text
    assert "is not confirmed" not in (await people.alice.get("/")).text
    await confirmed(people.alice)
    for path in ("/settings", "/settings/email"):
        assert "is not confirmed" not in Page((await people.alice.get(path)).text).text


async def test_a_link_can_be_sent_again(people: Cast) -> None:
    site, to = people.alice.site, address_of(people.alice)
    first = await newest(site, to, CONFIRM)
    past = {"$set": {"expires_at": datetime.now(UTC)}}
    await collection("tickets").update_many({"account": await account_id(people.alice)}, past)
    old = await people.alice.get(first.link("/verify/"))
    assert (old.status_code, Page(old.text).heading) == (410, "This link is too old")
    form = next(e for e in Page(old.text).all("form") if "email" in e.attributes["action"])
    again = await people.alice.post(form.attributes["action"])
    assert "A link is on its way there" in Page(again.text).text
    second = await newest(site, to, CONFIRM, but=1)
    assert (await people.alice.post(second.link("/verify/"))).status_code == 200


async def test_a_link_is_for_one_account(people: Cast) -> None:
    letter = await newest(people.alice.site, address_of(people.alice), CONFIRM)
    for answer in (
        await people.charlie.get(letter.link("/verify/")),
        await people.charlie.post(letter.link("/verify/")),
    ):
        assert (answer.status_code, Page(answer.text).heading) == (403, "This link is for another account")
    assert await email_of(people.alice) == (address_of(people.alice), False)
    assert await email_of(people.charlie) == (address_of(people.charlie), False)


async def test_the_true_owner_takes_over_an_address_that_others_claimed(people: Cast, site: Site) -> None:
    contested = f"true-{people.alice.username}@example.org"
    squatter, owner = people.charlie, people.alice
    for person in (squatter, owner):
        assert (await person.post("/settings/email", data={"email": contested})).status_code == 200
    found = await letters(site, contested, CONFIRM)
    while len(found) < 2:
        found = await letters(site, contested, CONFIRM)
    (hers,) = [letter for letter in found if f"@{owner.username}" in letter.text]
    (his,) = [letter for letter in found if f"@{squatter.username}" in letter.text]
    await collection("accounts").update_one({"username": squatter.username}, {"$set": {"email": contested}})
    await owner.post(hers.link("/verify/"))
    assert await email_of(owner) == (contested, True)
    assert await email_of(squatter) == ("", False)
    assert "You have no e-mail address here" in (await squatter.get("/settings")).text
    late = await squatter.post(his.link("/verify/"))
    assert (late.status_code, Page(late.text).heading) == (409, "This address belongs to another account")
    assert await email_of(squatter) == ("", False)


async def test_who_joins_with_somebodys_address_looks_the_same_and_she_is_told(people: Cast, site: Site) -> None:
    await confirmed(people.alice)
    joining = stranger(site)
    form = {"username": f"{people.alice.username}_2", "email": address_of(people.alice), "name": "Again"}
    answer = await joining.post("/signup", data=form | {"password": "correct horse battery"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    letter = await newest(site, address_of(people.alice), ALREADY)
    assert f"belongs to the account @{people.alice.username} already" in letter.text
    assert "/login" in letter.links
    assert not any("/verify/" in link for link in letter.links)
    assert len(await letters(site, address_of(people.alice), CONFIRM)) == 1
    assert await email_of(people.alice) == (address_of(people.alice), True)
    await joining.client.aclose()


async def test_each_who_joins_has_one_letter_written(people: Cast, site: Site) -> None:
    await confirmed(people.alice)
    before = await collection("mails").count_documents({})
    fresh = await join(site, f"fresh_{people.alice.username}")
    assert await collection("mails").count_documents({}) == before + 1
    await fresh.client.aclose()
