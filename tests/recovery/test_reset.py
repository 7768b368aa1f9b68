"""A forgotten password."""

import asyncio
from datetime import UTC, datetime

import pytest
from websockets.exceptions import ConnectionClosed

from server.realtime.publish import seen_now
from server.stores.mongo import collection
from server.two_step import actions as two_step
from server.two_step import app_codes
from tests.cast import PASSWORD, Cast, Person
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.mail.mailbox import NEW_PASSWORD, PASSWORD_CHANGED, address_of, confirmed, letters, newest
from tests.pages import Page
from tests.recovery.asking import OTHER, asked_for_reset, heading, opens
from tests.site import Site


async def test_a_link_opens_the_account_once_with_another_password(people: Cast, nobody: Person) -> None:
    await confirmed(people.alice)
    letter = await asked_for_reset(people.alice, address_of(people.alice))
    link = letter.link("/reset/")
    assert f"@{people.alice.username}" in (await nobody.get(link)).text, "looking at it uses nothing"
    answer = await nobody.post(link, data={"password": OTHER})
    assert (answer.status_code, answer.url.path) == (200, "/")
    assert f"/@{people.alice.username}" in Page(answer.text).hrefs
    assert await opens(nobody, people.alice.username, OTHER)
    assert not await opens(nobody, people.alice.username)
    for again in (await nobody.get(link), await nobody.post(link, data={"password": "a third one, for me"})):
        assert (again.status_code, Page(again.text).heading) == (410, "This link was used")
    assert await opens(nobody, people.alice.username, OTHER)
    told = await newest(people.alice.site, address_of(people.alice), PASSWORD_CHANGED)
    assert "UTC, with" in told.text


async def test_all_that_was_open_before_is_closed(people: Cast, nobody: Person) -> None:
    await confirmed(people.alice)
    first = await asked_for_reset(people.alice, address_of(people.alice))
    second = await asked_for_reset(people.alice, address_of(people.alice))
    old = {"Cookie": people.alice.cookie}
    async with people.alice.tab() as tab:
        await tab.join({f"account:{await people.alice.id()}": seen_now()})
        await nobody.post(first.link("/reset/"), data={"password": OTHER})
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(10):
                while True:
                    await tab.next()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1008
    assert not await is_signed_in(people.alice)
    people.alice.client.cookies.clear()
    assert not await is_signed_in(people.alice, headers=old), "a copy of the cookie opens nothing either"
    assert await heading(people.alice, second.link("/reset/")) == (410, "This link was used")
    assert await is_signed_in(nobody)


async def test_old_and_unknown_links_say_so(people: Cast, nobody: Person) -> None:
    letter = await asked_for_reset(people.alice, address_of(people.alice))
    past = {"$set": {"expires_at": datetime.now(UTC)}}
    await collection("tickets").update_many({"account": await account_id(people.alice), "purpose": "reset"}, past)
    for link, expected in (
        (letter.link("/reset/"), (410, "This link is too old")),
        (letter.link("/reset/")[:-1], (404, "We do not know this link")),
        (f"/reset/{letter.token('/reset/')[::-1]}", (404, "We do not know this link")),
        # What is good for something else is good for nothing here.
        (f"/verify/{letter.token('/reset/')}", (404, "We do not know this link")),
    ):
        assert await heading(nobody, link) == expected
        answer = await nobody.post(link, data={"password": OTHER})
        assert (answer.status_code, Page(answer.text).heading) == expected
    assert not await opens(nobody, people.alice.username, OTHER)


async def test_nobody_learns_who_has_an_account(people: Cast, nobody: Person) -> None:
    await confirmed(people.alice)
    answers = []
    for login in (people.alice.username, address_of(people.bob), "no_such_person", "no-one@example.org", "$ne", "<x>"):
        answer = await nobody.post("/reset", data={"login": login}, follow_redirects=False)
        answers.append((answer.status_code, answer.headers["Location"], answer.text))
    assert len(set(answers)) == 1
    await newest(people.alice.site, address_of(people.alice), NEW_PASSWORD)
    assert not await letters(people.alice.site, "no-one@example.org")


async def test_the_letter_goes_to_who_has_shown_that_the_address_is_hers(people: Cast, nobody: Person) -> None:
    """charlie claims alice's address; the links for her account never open his, nor his hers."""
    claimed = address_of(people.alice)
    await collection("accounts").update_one({"username": people.charlie.username}, {"$set": {"email": claimed}})
    await confirmed(people.alice)
    await collection("accounts").update_one({"username": people.charlie.username}, {"$set": {"email": claimed}})
    await nobody.post("/reset", data={"login": people.charlie.username})
    letter = await asked_for_reset(people.alice, claimed)
    assert f"@{people.alice.username}" in letter.text
    sent = await letters(people.alice.site, claimed, NEW_PASSWORD)
    assert not any(f"@{people.charlie.username}" in each.text for each in sent)
    link = letter.link("/reset/")
    assert await heading(people.charlie, link) == (403, "This link is for another account")
    answer = await people.charlie.post(link, data={"password": OTHER})
    assert answer.status_code == 403
    assert not await opens(nobody, people.alice.username, OTHER)
    assert not await opens(nobody, people.charlie.username, OTHER)


async def test_who_reads_the_mail_has_shown_that_the_address_is_hers(people: Cast, nobody: Person) -> None:
    stored = {"username": people.bob.username}
    before = await collection("accounts").find_one(stored)
    letter = await asked_for_reset(people.bob, address_of(people.bob), login=people.bob.username)
    await nobody.post(letter.link("/reset/"), data={"password": OTHER})
    after = await collection("accounts").find_one(stored)
    assert before
    assert after
    assert (before["email_verified"], after["email_verified"]) == (False, True)


async def test_the_second_factor_is_still_asked_for(people: Cast, nobody: Person) -> None:
    account = await account_id(people.bob)
    assert await two_step.turn_on(account, app_codes.new_secret(), 0)
    await two_step.trust(account, device="", address="")
    letter = await asked_for_reset(people.bob, address_of(people.bob))
    answer = await nobody.post(letter.link("/reset/"), data={"password": OTHER})
    assert answer.url.path == "/login/code"
    assert not await is_signed_in(nobody)
    assert not await collection("trusted_devices").find_one({"account": account})


async def test_a_poor_password_leaves_the_link_good(people: Cast, nobody: Person) -> None:
    letter = await asked_for_reset(people.bob, address_of(people.bob))
    answer = await nobody.post(letter.link("/reset/"), data={"password": "short"})
    page = Page(answer.text)
    assert (answer.status_code, page.is_refused("password"), page.value("password")) == (422, True, "")
    assert (await nobody.post(letter.link("/reset/"), data={"password": OTHER})).url.path == "/"


async def test_of_two_who_use_a_link_at_once_one_succeeds(people: Cast, nobody: Person) -> None:
    letter = await asked_for_reset(people.bob, address_of(people.bob))
    link = letter.link("/reset/")
    tries = [nobody.post(link, data={"password": f"{OTHER} {n}"}, follow_redirects=False) for n in range(3)]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410]


async def test_an_empty_form_says_what_it_wants(nobody: Person) -> None:
    answer = await nobody.post("/reset", data={"login": " "})
    assert (answer.status_code, Page(answer.text).is_refused("login")) == (422, True)


async def test_what_opens_doors_stands_in_no_log_and_in_no_store(people: Cast, nobody: Person, site: Site) -> None:
    await confirmed(people.alice)
    letter = await asked_for_reset(people.alice, address_of(people.alice))
    token = letter.token("/reset/")
    for person in (nobody, people.charlie):
        await person.get(letter.link("/reset/"))
        await person.post(letter.link("/reset/"), data={"password": "short"})
    await nobody.post(letter.link("/reset/"), data={"password": OTHER})
    logs = "".join(process.log.read_text() for process in site.processes.values())
    assert "/reset/<token>" in logs, "its requests are in the log for this test to mean anything"
    assert token not in logs
    assert PASSWORD not in logs
    for name in ("mails", "tickets", "accounts", "sessions"):
        assert token not in str(await collection(name).find({}).to_list(None)), name
