"""A way back is good once, for ten minutes, in the browser that left."""

from datetime import UTC, datetime

import httpx2
import pytest

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.entry.test_sign_in import ELSEWHERE
from tests.oauth.trips import Traveller
from tests.pages import Page
from tests.site import Site


async def refused(answer: httpx2.Response, heading: str) -> None:
    assert (answer.status_code, Page(answer.text).heading) == (400, heading)


async def test_it_works_once(traveller: Traveller) -> None:
    state = await traveller.goes()
    assert (await traveller.returns(state)).url.path == "/auth/complete"
    await refused(await traveller.returns(state), "This was used already")


async def test_a_made_up_one_is_not_known(traveller: Traveller) -> None:
    await traveller.goes()
    for state in ("", "x", "x" * 3000, "\0", "$ne"):
        await refused(await traveller.returns(state), "We lost track of this")


async def test_it_expires(traveller: Traveller) -> None:
    state = await traveller.goes()
    past = {"$set": {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    newest = await collection("tickets").find_one({"purpose": "oauth state"}, sort=[("expires_at", -1)])
    assert newest
    await collection("tickets").update_one({"_id": newest["_id"]}, past)
    await refused(await traveller.returns(state), "That took too long")


async def test_another_browser_can_neither_use_it_nor_use_it_up(traveller: Traveller, site: Site) -> None:
    state = await traveller.goes()
    async with httpx2.AsyncClient(base_url=traveller.site, follow_redirects=True, verify=False) as client:
        victim = Traveller(Person("", client, site), traveller.talker, traveller.site)
        await refused(await victim.returns(state), "This began somewhere else")
        await client.get("/auth/github", follow_redirects=False)
        await refused(await victim.returns(state), "This began somewhere else")
        assert not await victim.is_in()
    assert (await traveller.returns(state)).url.path == "/auth/complete"


async def test_it_is_good_at_its_own_provider_only(traveller: Traveller) -> None:
    state = await traveller.goes("github")
    await refused(await traveller.returns(state, "oidc"), "This began somewhere else")


async def test_a_trip_for_an_account_ends_in_its_session(traveller: Traveller, people: Cast) -> None:
    for client in (traveller.client, people.alice.client):
        client.cookies.set("tintype_oauth", "the same browser", domain="localhost.local")
    traveller.client.cookies.update(people.alice.client.cookies)
    state = await traveller.goes(purpose="link")
    await traveller.client.post("/logout")
    await refused(await traveller.returns(state), "This began somewhere else")


@pytest.mark.parametrize("address", ELSEWHERE)
async def test_nobody_is_led_to_another_site(traveller: Traveller, address: str) -> None:
    await traveller.joins()
    await traveller.client.post("/logout")
    state = await traveller.goes(next=address)
    answer = await traveller.client.get(
        "/auth/oidc/callback", params={"state": state, "code": "good"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "a=b" not in str(answer.headers.get_list("Set-Cookie"))


async def test_nothing_secret_is_logged_or_kept(traveller: Traveller, site: Site) -> None:
    state = await traveller.goes()
    await traveller.returns(state)
    await traveller.returns(state, code="a-code-of-mine")
    log = site.processes["offering"].log.read_text()
    assert "/auth/oidc/callback" in log
    for secret in (state, "a-code-of-mine", "code=good", "an access token", "a secret of the tests"):
        assert secret not in log, secret
    kept = str(await collection("tickets").find({"purpose": "oauth state"}).to_list(None))
    assert state not in kept
    assert traveller.talker.nonce not in kept


async def test_a_provider_without_settings_is_not_there(traveller: Traveller, site: Site, nobody: Person) -> None:
    for address in ("/auth/google", "/auth/google/callback?state=x&code=y", "/auth/nobody", "/auth/github?purpose=x"):
        assert (await traveller.client.get(address)).status_code == 404, address
    login = Page((await traveller.client.get("/login")).text)
    assert [href for href in login.hrefs if href.startswith("/auth/")] == ["/auth/github?next=", "/auth/oidc?next="]
    assert "/auth/" not in (await nobody.get("/login")).text
