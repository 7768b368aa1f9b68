"""The whole way with a certified provider: joining, coming back, linking, proving."""

from datetime import UTC, datetime

import httpx2
import pytest

from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.oauth.real import NAME, Pair, through
from tests.pages import Page
from tests.site import Site


@pytest.fixture
def stranger(site: Site, pair: Pair) -> Person:
    client = httpx2.AsyncClient(base_url=pair.site, follow_redirects=True, timeout=30, verify=False)
    return Person("", client, site)


async def test_joining_with_a_provider_and_coming_back(pair: Pair, stranger: Person, in_process: None) -> None:
    login = Page((await stranger.get("/login?next=/search")).text)
    arrived = await through(stranger.client, login.link(f"Continue with {NAME}"), "mira")
    page = Page(arrived.text)
    assert arrived.url.path == "/auth/complete"
    assert (page.value("username"), page.value("name")) == ("mira", "Mira Elsewhere")
    assert "mira@example.org" in page.text
    refused = await stranger.post("/auth/complete", data={"username": "m", "name": "Mira of Acorn"})
    assert refused.status_code == 422
    assert "2 to 30 letters" in Page(refused.text).beside("username")
    assert Page(refused.text).value("name") == "Mira of Acorn"
    done = await stranger.post("/auth/complete", data={"username": "Mira_Acorn", "name": "Mira of Acorn"})
    assert done.url.path == "/search", "where she was going"
    assert await is_signed_in(stranger)
    stored = await collection("accounts").find_one({"username": "mira_acorn"})
    assert stored
    assert (stored["email"], stored["email_verified"], stored["name"]) == ("mira@example.org", True, "Mira of Acorn")
    await stranger.post("/logout")
    assert (await through(stranger.client, "/auth/oidc?next=/notifications", "mira")).url.path == "/notifications"
    assert await is_signed_in(stranger)
    await stranger.client.aclose()


async def test_saying_no_there(pair: Pair, stranger: Person) -> None:
    asked = await stranger.get("/auth/oidc")
    refused = await stranger.get(str(asked.url.join(Page(asked.text).link("[ Cancel ]"))))
    assert refused.status_code == 403
    assert Page(refused.text).heading == f"You said no at {NAME}"
    assert Page(refused.text).link(f"Try again with {NAME}") == "/auth/oidc"
    await stranger.client.aclose()


async def test_linking_proving_and_unlinking(pair: Pair, people: Cast) -> None:
    alice, login = people.alice, f"at{people.alice.username}"
    settings = Page((await alice.get(f"{pair.site}/settings/providers")).text)
    (link,) = [each for each in settings.hrefs if "purpose=link" in each]
    asked = await through(alice.client, pair.site + link, login)
    assert Page(asked.text).heading == f"Link {NAME}?"
    linked = Page((await alice.post(f"{pair.site}/auth/link")).text)
    assert f"Linked as {login}@example.org" in linked.text

    await alice.post("/logout")
    await through(alice.client, f"{pair.site}/auth/oidc", login)
    assert f"/@{alice.username}" in Page((await alice.get("/")).text).hrefs

    long_ago = {"$set": {"proved_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    await collection("sessions").update_many({"account": await account_id(alice)}, long_ago)
    asked = await alice.get(f"{pair.site}/settings/providers")
    assert asked.url.path == "/prove"
    proving = Page(asked.text).link(f"Continue with {NAME}")
    somebody = await through(alice.client, pair.site + proving, f"other{login}")
    assert Page(somebody.text).heading == "This is not the same person"
    assert (await alice.get(f"{pair.site}/settings/providers")).url.path == "/prove"
    assert (await through(alice.client, pair.site + proving, login)).url.path == "/settings/providers"

    unlinked = Page((await alice.post(f"{pair.site}/settings/providers/oidc?_method=DELETE")).text)
    assert "Not linked" in unlinked.text
    await alice.post("/logout")
    assert (await through(alice.client, f"{pair.site}/auth/oidc", login)).url.path == "/auth/complete"


async def test_an_address_that_belongs_to_an_account_is_linked_by_who_proves_that_account(
    pair: Pair, stranger: Person, people: Cast
) -> None:
    email = f"{people.bob.username}@example.org"
    await collection("accounts").update_one({"username": people.bob.username}, {"$set": {"email_verified": True}})
    said = await through(stranger.client, "/auth/oidc", people.bob.username)
    page = Page(said.text)
    assert page.heading == "You have an account already"
    assert email in page.text
    assert not await is_signed_in(stranger)
    await stranger.post("/auth/complete", data={"username": f"{people.bob.username}x", "name": "Bob"})
    assert not await is_signed_in(stranger), "nor is there a second account with his address"

    asked = await stranger.get(page.link("Sign in to link it"))
    assert asked.url.path == "/login"
    form = {"login": email, "password": PASSWORD, "next": Page(asked.text).value("next")}
    confirm = Page((await stranger.post("/login", data=form)).text)
    assert confirm.heading == f"Link {NAME}?"
    assert f"@{people.bob.username}" in confirm.text
    assert f"Linked as {email}" in Page((await stranger.post("/auth/link")).text).text
    await stranger.client.aclose()
