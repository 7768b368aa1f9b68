"""The second step of signing in."""

import asyncio
from datetime import UTC, datetime, timedelta

from server.accounts import history
from server.stores.mongo import collection
from server.two_step import actions, app_codes
from tests.cast import Cast, Person, stranger
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.site import Site
from tests.two_step.app import give_code, give_password, is_refused, room_in_step, set_up, time_goes_by

TRIES = 6
FREE = 10


async def test_after_the_password_the_code_leads_where_one_was_going(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    asked = await give_password(nobody, people.alice.username, "/search?q=x")
    assert asked.url.path == "/login/code"
    field = Page(asked.text).one(name="code").attributes
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    assert not await is_signed_in(nobody)
    answer = await give_code(nobody, app.code())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/search?q=x")
    assert await is_signed_in(nobody)
    assert (await nobody.get("/login/code", follow_redirects=False)).headers["Location"] == "/login"


async def test_a_code_is_good_once(people: Cast, nobody: Person, site: Site) -> None:
    app = await set_up(people.alice)
    code = app.code()
    browsers = [stranger(site) for _ in range(4)]
    for browser in browsers:
        await give_password(browser, people.alice.username)
    answers = await asyncio.gather(*[give_code(browser, code) for browser in browsers])
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    assert sum([await is_signed_in(browser) for browser in browsers]) == 1
    await give_password(nobody, people.alice.username)
    assert is_refused(await give_code(nobody, code))
    for browser in browsers:
        await browser.client.aclose()


async def test_the_codes_just_before_and_after_are_good_too(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    for steps in (-1, 1):
        await time_goes_by(people.alice)
        await give_password(nobody, people.alice.username)
        await room_in_step()
        assert (await give_code(nobody, app.code(steps))).status_code == 303, steps
        await nobody.post("/logout")
    # The one after was used: the one that is shown now is older.
    await give_password(nobody, people.alice.username)
    assert is_refused(await give_code(nobody, app.code()))


def test_a_clock_may_be_wrong_by_half_a_minute_and_no_more() -> None:
    # RFC 6238, appendix B, in base32 and six digits: at this moment the code of this secret is 081804.
    secret, moment = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", datetime(2005, 3, 18, 1, 58, 29, tzinfo=UTC)
    step = 0x23523EC
    found = [app_codes.step(secret, "081804", moment + timedelta(seconds=30 * wrong)) for wrong in (-2, -1, 0, 1, 2)]
    assert found == [None, step, step, step, None]
    assert app_codes.step(secret, "081805", moment) is None


async def test_a_recovery_code_is_good_once_however_it_is_typed(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    first, second, third = app.recovery_codes[:3]
    for typed in (first, second.replace(" ", ""), f" {third.replace(' ', '-')} "):
        await give_password(nobody, people.alice.username)
        assert (await give_code(nobody, typed)).status_code == 303, typed
        await nobody.post("/logout")
        await give_password(nobody, people.alice.username)
        assert is_refused(await give_code(nobody, typed)), typed
    assert "7 left" in Page((await people.alice.get("/settings/two-step")).text).text


async def test_nonsense_is_refused_quietly(people: Cast, nobody: Person) -> None:
    await set_up(people.alice)
    await give_password(nobody, people.alice.username)
    for typed in ("", "x" * 5000, "\0", "{'$gt': ''}", "１２３４５６"):
        assert is_refused(await give_code(nobody, typed)), typed


async def test_after_six_tries_one_begins_again(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    await give_password(nobody, people.alice.username)
    kept = dict(nobody.client.cookies)
    for _ in range(TRIES - 1):
        assert is_refused(await give_code(nobody, app.wrong_code))
    last = await give_code(nobody, app.wrong_code)
    assert (last.status_code, Page(last.text).heading) == (422, "Please begin again")
    nobody.client.cookies.update(kept)
    assert Page((await give_code(nobody, app.code())).text).heading == "Please begin again"
    assert not await is_signed_in(nobody)
    nobody.client.cookies.clear()
    await give_password(nobody, people.alice.username)
    assert (await give_code(nobody, app.code())).status_code == 303


async def test_guessing_on_is_slow_but_locks_nobody_out(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    for tried in range(FREE):
        if tried % TRIES == 0:
            await give_password(nobody, people.alice.username)
        await give_code(nobody, app.wrong_code)
    slowed = await give_code(nobody, app.code())
    page = Page(slowed.text)
    assert slowed.status_code == 429
    assert "try again in" in page.beside("code")
    assert not await is_signed_in(nobody)
    assert (await give_code(nobody, app.recovery_codes[0])).status_code == 303
    # Others do not wait.
    bobs = await set_up(people.bob)
    await give_password(nobody, people.bob.username)
    assert (await give_code(nobody, bobs.code())).status_code == 303


async def test_who_has_not_given_the_password_is_sent_to_begin(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    assert (await nobody.get("/login/code")).url.path == "/login"
    answer = await give_code(nobody, app.code())
    assert (answer.status_code, Page(answer.text).heading) == (422, "Please begin again")
    assert not await is_signed_in(nobody)


async def test_her_half_open_door_is_of_no_use_to_charlie(people: Cast, nobody: Person) -> None:
    app, charlies = await set_up(people.alice), await set_up(people.charlie)
    await give_password(nobody, people.alice.username)
    # He has her cookie, and codes of his own.
    for code in (charlies.code(), charlies.recovery_codes[0], ""):
        assert is_refused(await give_code(nobody, code))
    assert not await is_signed_in(nobody)
    # He has her code, and a door of his own.
    await nobody.get("/logout")
    await give_password(nobody, people.charlie.username)
    for code in (app.code(), app.recovery_codes[0]):
        assert is_refused(await give_code(nobody, code))
    assert (await give_code(nobody, charlies.recovery_codes[0])).status_code == 303
    assert f"/@{people.charlie.username}" in Page((await nobody.get("/")).text).hrefs


async def test_a_door_left_half_open_closes(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    account = await account_id(people.alice)
    await give_password(nobody, people.alice.username)
    await collection("tickets").update_many({"account": account}, {"$set": {"expires_at": datetime.now(UTC)}})
    assert (await give_code(nobody, app.code())).status_code == 422
    await give_password(nobody, people.alice.username)
    await actions.forget_devices(account)  # as a new password does
    assert Page((await give_code(nobody, app.code())).text).heading == "Please begin again"
    assert not await is_signed_in(nobody)


async def test_a_refused_code_stands_in_her_history(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    await give_password(nobody, people.alice.username)
    await give_code(nobody, app.wrong_code)
    await give_code(nobody, app.code())
    newest = (await history.of(await account_id(people.alice)))[:2]
    assert [(each.how, each.outcome) for each in newest] == [("password", "entered"), ("code", "refused")]


async def test_who_lost_her_app_reads_what_to_do(people: Cast, nobody: Person) -> None:
    await set_up(people.alice)
    page = Page((await give_password(nobody, people.alice.username)).text)
    for words in ("recovery codes", "passkey", "people who run this site"):
        assert words in page.text
    assert "/login" in page.hrefs
