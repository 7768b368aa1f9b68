"""Turning two-step sign-in on and off."""

import re

import pyotp
from bson import ObjectId

from server.stores.mongo import collection, db
from server.two_step import actions
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.two_step.app import PLACE, App, codes_on, give_code, give_password, secret_on, set_up


async def test_the_first_right_code_turns_it_on_and_shows_the_recovery_codes_once(people: Cast) -> None:
    alice = people.alice
    assert "It is off" in Page((await alice.get(PLACE)).text).text
    page = Page((await alice.get(f"{PLACE}/app")).text)
    app = App(secret_on(page), [])
    form = {"pending": page.value("pending"), "code": app.wrong_code}
    refused = await alice.post(PLACE, data=form)
    again = Page(refused.text)
    assert (refused.status_code, again.is_refused("code")) == (422, True)
    assert secret_on(again) == app.secret, "what she has scanned is still good"
    assert "It is off" in Page((await alice.get(PLACE)).text).text

    shown = await alice.post(PLACE, data={"pending": again.value("pending"), "code": app.code()})
    codes = codes_on(Page(shown.text))
    assert len(set(codes)) == 10
    page = Page((await alice.get(PLACE)).text)
    assert "It is on" in page.text
    assert "10 left" in page.text
    assert not any(code in page.html for code in codes)
    # The form sent once more changes nothing.
    twice = await alice.post(PLACE, data={"pending": again.value("pending"), "code": app.code()})
    assert codes_on(Page(twice.text)) == []
    assert (await alice.get(f"{PLACE}/app")).url.path == PLACE


async def test_an_app_reads_who_it_is_for(people: Cast) -> None:
    page = Page((await people.alice.get(f"{PLACE}/app")).text)
    (address,) = [href for href in page.hrefs if href.startswith("otpauth:")]
    read = pyotp.parse_uri(address)
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.issuer) == (secret_on(page), "Tintype")
    assert read.name == f"{people.alice.username}@localhost"
    (picture,) = re.findall(r'<div class="qr".*?</div>', page.html, re.DOTALL)
    assert "<path" in picture
    assert "style" not in picture, "our own policy would refuse it"


async def test_nobody_keeps_the_pages_with_secrets(people: Cast) -> None:
    page = await people.alice.get(f"{PLACE}/app")
    app = App(secret_on(Page(page.text)), [])
    shown = await people.alice.post(PLACE, data={"pending": Page(page.text).value("pending"), "code": app.code()})
    assert codes_on(Page(shown.text))
    assert {page.headers["Cache-Control"], shown.headers["Cache-Control"]} == {"no-store"}


async def test_a_secret_that_was_made_for_somebody_else_is_refused(people: Cast) -> None:
    page = Page((await people.alice.get(f"{PLACE}/app")).text)
    app = App(secret_on(page), [])
    assert app.secret not in page.value("pending")
    for pending in (page.value("pending"), app.secret, "", "made up"):
        refused = await people.charlie.post(PLACE, data={"pending": pending, "code": app.code()})
        assert refused.status_code == 422
        assert secret_on(Page(refused.text)) != app.secret
    assert "It is off" in Page((await people.charlie.get(PLACE)).text).text


async def test_nothing_that_opens_an_account_stands_in_the_store(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    await give_password(nobody, people.alice.username)
    pending = dict(nobody.client.cookies)
    await give_code(nobody, app.code(), trust="yes")
    secret = [app.secret, *app.recovery_codes, *(code.replace(" ", "") for code in app.recovery_codes)]
    secret += [*pending.values(), *nobody.client.cookies.values()]
    assert len(secret) > 20
    for name in await db().list_collection_names():
        if not name.endswith(".chunks"):
            async for document in collection(name).find():
                assert not [text for text in secret if text in str(document)], name


async def test_new_recovery_codes_end_the_old_ones(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    answer = await people.alice.post(f"{PLACE}/recovery-codes")
    new = codes_on(Page(answer.text))
    assert len({*new, *app.recovery_codes}) == 20
    await give_password(nobody, people.alice.username)
    assert (await give_code(nobody, app.recovery_codes[0])).status_code == 422
    assert (await give_code(nobody, new[0])).status_code == 303
    # Who has it turned off has none.
    assert (await people.charlie.post(f"{PLACE}/recovery-codes")).url.path == PLACE
    stored = await collection("credentials").find_one({"_id": await account_id(people.charlie)})
    assert stored
    assert stored["recovery_codes"] == []


async def test_each_change_is_told_by_mail(people: Cast) -> None:
    alice = people.alice
    verified = {"$set": {"email_verified": True}}
    await collection("accounts").update_one({"_id": await account_id(alice)}, verified)
    await set_up(alice)
    await alice.post(f"{PLACE}/recovery-codes")
    await alice.post(f"{PLACE}?_method=DELETE")
    query = {"to": f"{alice.username}@example.org", "kind": "security_changed"}
    assert await collection("mails").count_documents(query) == 3


async def test_turned_off_the_password_is_enough_and_nothing_is_left(people: Cast, nobody: Person) -> None:
    for turn_off in (_in_her_settings, _by_an_admin):
        app = await set_up(people.alice)
        await give_password(nobody, people.alice.username)
        await give_code(nobody, app.code(), trust="yes")
        await nobody.post("/logout")
        await turn_off(people.alice)
        assert "It is off" in Page((await people.alice.get(PLACE)).text).text
        assert (await give_password(nobody, people.alice.username)).url.path == "/"
        assert await is_signed_in(nobody)
        account: ObjectId = await account_id(people.alice)
        assert await collection("trusted_devices").count_documents({"account": account}) == 0
        await nobody.post("/logout")


async def _in_her_settings(person: Person) -> None:
    assert (await person.post(f"{PLACE}?_method=DELETE")).url.path == PLACE


async def _by_an_admin(person: Person) -> None:
    await actions.reset(await account_id(person))
