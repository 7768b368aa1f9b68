"""GitHub, which speaks OAuth but no OpenID."""

from typing import Any

import pytest

from server.stores.mongo import collection
from tests.oauth.trips import Traveller
from tests.pages import Page


def known_as(traveller: Traveller, number: int, *emails: dict[str, Any], name: str | None = "Octo Cat") -> None:
    traveller.talker.user = {"id": number, "login": f"Octo-{traveller.person.username}", "name": name, "more": []}
    traveller.talker.emails = list(emails)


def email(address: str, *, primary: bool = True, verified: bool = True) -> dict[str, Any]:
    return {"email": address, "primary": primary, "verified": verified, "visibility": None}


async def test_joining_and_coming_back(traveller: Traveller) -> None:
    mine = f"{traveller.person.username}@example.com"
    known_as(traveller, 1001, email("other@example.com", primary=False), email(mine))
    await traveller.joins("github")
    assert traveller.person.username.startswith("octo_traveller")
    stored = await collection("accounts").find_one({"username": traveller.person.username})
    assert stored
    assert (stored["email"], stored["email_verified"], stored["name"]) == (mine, True, "Octo Cat")
    await traveller.client.post("/logout")
    traveller.talker.user["login"] = "renamed"
    assert (await traveller.travels("github", next="/search")).url.path == "/search"
    assert await traveller.is_in(), "she is known by her number, not by her name"


async def test_an_address_that_github_has_not_checked_is_only_claimed(traveller: Traveller) -> None:
    mine = f"{traveller.person.username}@example.com"
    known_as(traveller, 1002, email(mine, verified=False), name=None)
    await traveller.joins("github")
    stored = await collection("accounts").find_one({"username": traveller.person.username})
    assert stored
    assert (stored["email"], stored["email_verified"]) == (mine, False)
    assert await collection("mails").find_one({"to": mine, "kind": "verify"})


async def test_no_primary_address(traveller: Traveller) -> None:
    known_as(traveller, 1003, email("x@example.com", primary=False))
    said = await traveller.travels("github")
    assert (said.status_code, Page(said.text).heading) == (422, "GitHub did not tell us your e-mail address")


@pytest.mark.parametrize("user", [{}, {"id": "1"}, {"id": None, "login": "x"}, {"id": 1.5, "login": "x"}])
async def test_an_answer_that_makes_no_sense(traveller: Traveller, user: dict[str, Any]) -> None:
    traveller.talker.user = user
    said = await traveller.travels("github")
    assert (said.status_code, Page(said.text).heading) == (502, "GitHub gave no good answer")


async def test_a_number_there_is_nobody_at_another_provider(traveller: Traveller) -> None:
    known_as(traveller, 1004, email(f"{traveller.person.username}@example.com"))
    await traveller.joins("github")
    await traveller.client.post("/logout")
    traveller.talker.claims |= {"sub": "1004"}
    assert (await traveller.travels("oidc")).url.path == "/auth/complete"
    assert not await traveller.is_in()


async def test_a_code_of_another_trip(traveller: Traveller) -> None:
    state = await traveller.goes("github")
    await traveller.goes("github")  # what the provider now expects is the other trip's verifier
    said = await traveller.returns(state, "github")
    assert (said.status_code, Page(said.text).heading) == (502, "GitHub gave no good answer")
