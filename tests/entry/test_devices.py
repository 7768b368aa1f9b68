"""Settings, Devices: where somebody is signed in, ending that, and who tried."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed

from server.accounts.history import REFUSALS_A_DAY
from server.realtime.publish import seen_now
from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person, Tab, stranger
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.site import Site, eventually

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


async def another(site: Site, person: Person, agent: str) -> Person:
    """The same person, signed in on one more device."""
    device = stranger(site)
    device.username = person.username
    device.client.headers["User-Agent"] = agent
    await device.post("/login", data={"login": person.username, "password": PASSWORD})
    assert await is_signed_in(device)
    return device


async def devices(person: Person) -> list[str]:
    """What the page says of each device, this one first."""
    page = Page((await person.get("/settings/sessions")).text)
    return [e.text for e in page.all("li") if e.attributes.get("id", "").startswith("session-")]


async def past(person: Person) -> list[str]:
    page = Page((await person.get("/settings/sessions")).text)
    return [e.text for e in page.all("li") if e.attributes.get("class") in ("entered", "refused")]


async def is_closed(tab: Tab) -> int:
    """The code with which the socket is closed."""
    with pytest.raises(ConnectionClosed) as closed:
        async with asyncio.timeout(10):
            while True:
                await tab.next()
    assert closed.value.rcvd
    return closed.value.rcvd.code


async def hearing(tab: Tab, person: Person) -> None:
    await tab.join({f"account:{await account_id(person)}": seen_now()})


async def test_each_device_is_listed_in_words_and_this_one_first(people: Cast, site: Site) -> None:
    phone, desk = await another(site, people.bob, PHONE), await another(site, people.bob, DESK)
    for here, there in ((phone, "Firefox on Windows"), (desk, "Safari on iPhone")):
        mine, *others = await devices(here)
        assert "This device" in mine
        assert "This network" in mine
        assert "with a password" in mine
        assert "Signed in " in mine
        assert len(others) == 2
        assert sum(there in other and "This device" not in other and "seen " in other for other in others) == 1
    assert "Safari on iPhone" in (await devices(phone))[0]
    assert [len(await devices(person)) for person in (people.alice, people.charlie)] == [1, 1]
    await phone.client.aclose()
    await desk.client.aclose()


async def test_one_that_is_ended_is_dead_at_once_with_its_open_pages(people: Cast, site: Site) -> None:
    phone, desk = await another(site, people.bob, PHONE), await another(site, people.bob, DESK)
    page = Page((await desk.get("/settings/sessions")).text)
    forms = [each.attributes["action"] for each in page.all("form")]
    buttons = [each.attributes.get("aria-label", "") for each in page.all("button")]
    ends = [action for action in forms if action.startswith("/settings/sessions/")]
    labels = [label for label in buttons if label.startswith("Sign out ")]
    (form,) = [action for action, label in zip(ends, labels, strict=True) if "Safari on iPhone" in label]
    async with phone.tab() as phones, desk.tab() as desks:
        await hearing(phones, phone)
        await hearing(desks, desk)
        assert (await desk.post(form)).url.path == "/settings/sessions"
        assert not await is_signed_in(phone)
        assert await is_closed(phones) == 1008
        await people.charlie.follow(people.bob)
        await desks.hears("bell")
    assert await is_signed_in(desk)
    assert await is_signed_in(people.bob)
    assert not any("iPhone" in each for each in await devices(desk))
    await phone.client.aclose()
    await desk.client.aclose()


async def test_all_others_are_ended_at_once_and_this_one_stays(people: Cast, site: Site) -> None:
    phone, desk = await another(site, people.bob, PHONE), await another(site, people.bob, DESK)
    async with phone.tab() as phones, people.bob.tab() as first, desk.tab() as desks:
        for tab in (phones, first, desks):
            await hearing(tab, people.bob)
        await desk.post("/settings/sessions?_method=DELETE")
        assert [await is_closed(tab) for tab in (phones, first)] == [1008, 1008]
        assert [await is_signed_in(each) for each in (phone, people.bob, desk)] == [False, False, True]
        await people.charlie.follow(people.bob)
        await desks.hears("bell")
    assert len(await devices(desk)) == 1
    assert await is_signed_in(people.alice)
    await phone.client.aclose()
    await desk.client.aclose()


async def test_this_one_is_signed_out_like_with_the_button_for_it(people: Cast) -> None:
    (session,) = await collection("sessions").distinct("_id", {"account": await account_id(people.bob)})
    old = {"Cookie": people.bob.cookie}
    answer = await people.bob.post(f"/settings/sessions/{session}?_method=DELETE", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert not await is_signed_in(people.bob)
    assert not await is_signed_in(people.bob, headers=old)


async def test_nobody_ends_somebody_elses(people: Cast) -> None:
    (alices,) = await collection("sessions").distinct("_id", {"account": await account_id(people.alice)})
    for session in (alices, "0" * 48, "$ne"):
        assert (await people.charlie.post(f"/settings/sessions/{session}?_method=DELETE")).status_code == 404
    assert await is_signed_in(people.alice)
    assert alices not in (await people.charlie.get("/settings/sessions")).text


async def test_the_history_says_who_came_in_and_who_was_refused(people: Cast, nobody: Person) -> None:
    nobody.client.headers["User-Agent"] = PHONE
    form = {"login": people.alice.username, "password": "a wrong password"}
    for _ in range(REFUSALS_A_DAY + 2):
        assert (await nobody.post("/login", data=form)).status_code == 422
    nobody.client.headers["User-Agent"] = DESK
    await nobody.post("/login", data=form)

    async def is_noted() -> bool:
        return len(await past(people.alice)) == REFUSALS_A_DAY + 2

    await eventually(is_noted)
    newest, *phones, joined = await past(people.alice)
    assert newest.startswith("Refused with a password Firefox on Windows · This network · ")
    assert all(each.startswith("Refused with a password Safari on iPhone") for each in phones)
    assert joined.startswith("Signed in with a password ")
    assert len(await past(people.bob)) == 1, "others have nothing to do with it"
    assert "wrong password" not in str(await collection("sign_ins").find().to_list(None))
