"""Proving again who one is, before risky acts."""

from datetime import timedelta
from typing import Any

import pytest

from server.accounts.models import Identity, Passkey
from server.stores.documents import dump, now
from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person
from tests.documents import account_id
from tests.pages import Page
from tests.site import Site
from tests.two_step.app import PLACE, set_up
from tests.web.extra import extra_web

RISKY = f"{PLACE}/app"
MINUTES = 30
PROVIDERS = {
    "GOOGLE_CLIENT_ID": "id",
    "GOOGLE_CLIENT_SECRET": "secret",
    "GITHUB_CLIENT_ID": "id",
    "GITHUB_CLIENT_SECRET": "secret",
}


async def signed_in_ago(person: Person, minutes: int) -> None:
    """As if she had last proved who she is so long ago."""
    then = {"$set": {"proved_at": now() - timedelta(minutes=minutes)}}
    await collection("sessions").update_many({"account": await account_id(person)}, then)


async def opened_by(person: Person, **ways: Any) -> None:
    """Have only these ways into her account."""
    only = {"password": "", "identities": [], "passkeys": []} | {name: dump(way) for name, way in ways.items()}
    await collection("credentials").update_one({"_id": await account_id(person)}, {"$set": only})


def identity(provider: str, person: Person) -> Identity:
    key = f"{provider}:{person.username}"
    return Identity(key=key, provider=provider, email=f"{person.username}@example.org", linked_at=now())


async def test_who_signed_in_long_ago_proves_it_once_and_goes_on(people: Cast) -> None:
    assert (await people.alice.get(RISKY)).url.path == RISKY, "she has just signed up"
    await signed_in_ago(people.alice, MINUTES + 1)
    asked = await people.alice.get(f"{RISKY}?x=1")
    page = Page(asked.text)
    assert asked.url.path == "/prove"
    assert page.one(name="password").attributes["autocomplete"] == "current-password"
    proved = await people.alice.post("/prove", data={"next": page.value("next"), "password": PASSWORD})
    assert str(proved.url).endswith(f"{RISKY}?x=1")
    assert (await people.alice.get(PLACE)).url.path == PLACE, "not asked all day"


async def test_a_wrong_password_proves_nothing(people: Cast) -> None:
    await signed_in_ago(people.alice, MINUTES + 1)
    for password in ("", "wrong", PASSWORD.upper()):
        answer = await people.alice.post("/prove", data={"next": RISKY, "password": password})
        page = Page(answer.text)
        assert (answer.status_code, page.is_refused("password")) == (422, True)
        assert (page.value("next"), page.value("password")) == (RISKY, "")
    assert (await people.alice.get(RISKY)).url.path == "/prove"
    # bob's proof is not hers.
    await people.bob.post("/prove", data={"password": PASSWORD})
    assert (await people.alice.get(RISKY)).url.path == "/prove"


async def test_a_form_that_was_opened_in_time_may_still_be_sent(people: Cast) -> None:
    await signed_in_ago(people.alice, MINUTES + 5)
    assert (await people.alice.post(f"{PLACE}/recovery-codes", follow_redirects=False)).headers["Location"] == PLACE
    await signed_in_ago(people.alice, 2 * MINUTES + 1)
    late = await people.alice.post(f"{PLACE}/recovery-codes", follow_redirects=False)
    assert (late.status_code, late.headers["Location"]) == (303, "/prove?next=%2Fsettings")


async def test_nothing_changes_without_the_proof(people: Cast) -> None:
    await set_up(people.alice)
    await signed_in_ago(people.alice, 2 * MINUTES + 1)
    for path in ("?_method=DELETE", "/recovery-codes", "/devices?_method=DELETE", ""):
        answer = await people.alice.post(f"{PLACE}{path}", follow_redirects=False)
        assert answer.headers["Location"].startswith("/prove"), path
    stored = await collection("credentials").find_one({"_id": await account_id(people.alice)})
    assert stored
    assert (bool(stored["totp"]), len(stored["recovery_codes"])) == (True, 10)


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", ""])
async def test_it_leads_to_our_own_pages_only(people: Cast, address: str) -> None:
    form = {"next": address, "password": PASSWORD}
    answer = await people.alice.post("/prove", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings")
    assert Page((await people.alice.get("/prove", params={"next": address})).text).value("next") == "/settings"


async def test_without_a_password_the_app_proves_it(people: Cast, nobody: Person) -> None:
    app = await set_up(people.alice)
    await opened_by(people.alice, identities=[identity("github", people.alice)])
    await signed_in_ago(people.alice, MINUTES + 1)
    page = Page((await people.alice.get(RISKY)).text)
    assert page.all(name="password") == []
    refused = await people.alice.post("/prove", data={"next": PLACE, "code": app.wrong_code})
    assert (refused.status_code, Page(refused.text).is_refused("code")) == (422, True)
    assert (await people.alice.post("/prove", data={"next": PLACE, "code": app.code()})).url.path == PLACE
    again = await people.alice.post("/prove", data={"next": PLACE, "code": app.code()})
    assert again.status_code == 422, "used"


async def test_the_ways_that_are_offered_are_those_she_has(people: Cast, site: Site) -> None:
    alice = people.alice
    key = Passkey(id=alice.username, public_key=b"", name="Key", uses=0, transports=[], created_at=now())
    with extra_web(site, "web-proof", **PROVIDERS):
        address = f"{site.url_of('web-proof')}/prove?next=/settings/email"

        async def offered() -> tuple[bool, bool, list[str]]:
            page = Page((await alice.get(address)).text)
            passkey = any("data-prove-passkey" in button.attributes for button in page.all("button"))
            return bool(page.all(name="password")), passkey, [href for href in page.hrefs if href.startswith("/auth/")]

        assert await offered() == (True, False, [])
        await opened_by(alice, identities=[identity("google", alice), identity("github", alice)])
        assert await offered() == (False, False, ["/auth/google?purpose=prove&next=/settings/email"])
        await opened_by(alice, passkeys=[key])
        assert await offered() == (False, True, [])


async def test_who_can_prove_nothing_here_reads_what_to_do(people: Cast) -> None:
    await opened_by(people.alice, identities=[identity("github", people.alice)])
    page = Page((await people.alice.get("/prove")).text)
    assert "sign out, sign in again" in page.text
    assert page.all(name="password") == page.all(name="code") == []
    for form in ({"password": ""}, {"password": PASSWORD}, {"code": ""}):
        assert (await people.alice.post("/prove", data=form)).status_code == 422
