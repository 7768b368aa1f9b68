"""What else stands between a provider's word and the first page."""

from datetime import timedelta

from server.accounts import invitations
from server.stores.documents import now
from server.stores.mongo import collection
from tests.documents import account_id
from tests.oauth.elsewhere import CLIENT, SECRET
from tests.oauth.real import Pair, through
from tests.oauth.trips import Traveller
from tests.pages import Page
from tests.site import Site
from tests.web.extra import extra_web


async def joined_before(traveller: Traveller, collection_name: str, **change: object) -> None:
    """An account that its provider opens, changed since; nobody is signed in to it."""
    await traveller.joins()
    await traveller.client.post("/logout")
    query = {"_id": await account_id(traveller.person)}
    await collection(collection_name).update_one(query, {"$set": change})


async def test_a_suspended_account_stays_shut(traveller: Traveller) -> None:
    await joined_before(traveller, "accounts", suspended_at=now())
    said = await traveller.travels()
    assert (said.status_code, Page(said.text).heading) == (403, "This account is suspended")
    assert not await traveller.is_in()


async def test_a_second_factor_is_asked_for_all_the_same(traveller: Traveller) -> None:
    await joined_before(traveller, "credentials", totp={"secret": "sealed", "since": now(), "step": 0})
    said = await traveller.travels(next="/search")
    assert said.url.path == "/login/code"
    assert not await traveller.is_in()


async def test_the_history_says_which_provider_it_was(traveller: Traveller) -> None:
    await traveller.joins()
    noted = await collection("sign_ins").find_one({"account": await account_id(traveller.person)})
    assert noted
    assert (noted["how"], noted["outcome"]) == ("oidc", "entered")


async def test_somebody_at_another_issuer_is_somebody_else(traveller: Traveller, pair: Pair) -> None:
    await traveller.joins()
    await traveller.client.post("/logout")
    traveller.client.cookies.clear()
    traveller.talker.forget()
    said = await through(traveller.client, f"{pair.site}/auth/oidc", traveller.person.username)
    assert said.url.path == "/auth/complete", "the same subject, by the word of whoever the settings name now"
    assert not await traveller.is_in()


async def test_who_needs_an_invitation_needs_one_here_too(traveller: Traveller, site: Site) -> None:
    provider = {"OIDC_ISSUER": traveller.talker.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    with extra_web(site, "invited", OIDC_NAME="Acorn", SIGNUP_MODE="invitation", **provider):
        traveller.site = site.url_of("invited")
        traveller.client.base_url = traveller.site
        page = Page((await traveller.travels()).text)
        form = {"username": page.value("username"), "name": page.value("name"), "invitation": "AAAA"}
        refused = await traveller.client.post("/auth/complete", data=form)
        assert refused.status_code == 422
        assert "opens nothing" in Page(refused.text).beside("invitation")
        assert not await traveller.is_in()
        form["invitation"] = await invitations.make(1, timedelta(days=1))
        await traveller.client.post("/auth/complete", data=form)
        assert await traveller.is_in()


async def test_where_nobody_may_join_a_provider_opens_known_accounts_only(traveller: Traveller, site: Site) -> None:
    await traveller.joins()
    await traveller.client.post("/logout")
    provider = {"OIDC_ISSUER": traveller.talker.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    with extra_web(site, "shut", OIDC_NAME="Acorn", SIGNUP_MODE="closed", **provider):
        traveller.site = site.url_of("shut")
        traveller.client.base_url = traveller.site
        await traveller.travels()
        assert await traveller.is_in()
        await traveller.client.post("/logout")
        traveller.talker.claims |= {"sub": f"new-{traveller.person.username}", "email": "new@example.org"}
        said = await traveller.travels()
        assert (said.status_code, Page(said.text).heading) == (403, "Nobody can join at the moment")
        form = {"username": f"new_{traveller.person.username}", "name": "New"}
        assert (await traveller.client.post("/auth/complete", data=form)).status_code == 403
        assert not await traveller.is_in()
