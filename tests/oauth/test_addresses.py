"""Whose address it is: a provider's word counts when it vouches, and links nothing by itself."""

import pytest

from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast
from tests.documents import account_id
from tests.oauth.trips import Traveller
from tests.pages import Page


async def stored(username: str) -> dict[str, object]:
    found = await collection("accounts").find_one({"username": username})
    assert found
    return found


async def verify(username: str) -> str:
    found = await collection("accounts").find_one_and_update({"username": username}, {"$set": {"email_verified": True}})
    assert found
    return str(found["email"])


@pytest.mark.parametrize("said", [False, None, "false", 0, 1, "yes", [], {}])
async def test_an_address_that_nobody_checked_takes_no_account_over(
    traveller: Traveller, people: Cast, said: object
) -> None:
    email = await verify(people.alice.username)
    traveller.talker.claims |= {"email": email, "email_verified": said}
    await traveller.joins()
    assert traveller.person.username != people.alice.username
    made = await stored(traveller.person.username)
    assert (made["email"], made["email_verified"]) == (email, False)
    identities = (await collection("credentials").find_one({"_id": await account_id(people.alice)}) or {})["identities"]
    assert identities == []
    letters = await collection("mails").find({"to": email}).to_list(None)
    assert [letter["kind"] for letter in letters if letter["created_at"] >= made["created_at"]] == ["already"]


async def test_what_others_only_claimed_they_lose_to_who_is_vouched_for(traveller: Traveller, people: Cast) -> None:
    email = f"{people.alice.username}@example.org"
    traveller.talker.claims |= {"email": email.upper()}
    await traveller.joins()
    made = await stored(traveller.person.username)
    assert (made["email"], made["email_verified"]) == (email, True)
    assert (await stored(people.alice.username))["email"] == ""
    assert not await collection("mails").find_one({"to": email, "created_at": {"$gte": made["created_at"]}})


async def test_who_proves_nothing_is_not_linked(traveller: Traveller, people: Cast) -> None:
    traveller.talker.claims |= {"email": await verify(people.alice.username)}
    assert Page((await traveller.travels()).text).heading == "You have an account already"
    for answer in (await traveller.client.post("/auth/link"), await traveller.client.get("/auth/link")):
        assert answer.url.path == "/login"
    identities = (await collection("credentials").find_one({"_id": await account_id(people.alice)}) or {})["identities"]
    assert identities == []


@pytest.mark.parametrize("email", [None, "", "nobody", "a@b", 7, ["x@example.org"]])
async def test_without_an_address_nobody_joins(traveller: Traveller, email: object) -> None:
    traveller.talker.claims |= {"email": email}
    traveller.talker.userinfo = {"sub": traveller.talker.claims["sub"]}
    said = await traveller.travels()
    page = Page(said.text)
    assert (said.status_code, page.heading) == (422, "Acorn did not tell us your e-mail address")
    assert page.link("Join with an e-mail address") == "/signup"


async def test_what_a_provider_says_is_text(traveller: Traveller) -> None:
    traveller.talker.claims |= {"name": "<b>Zoë\n\x07</b>" + "x" * 99, "preferred_username": "../Zoë <Ω> ../../x"}
    page = Page((await traveller.travels()).text)
    assert page.value("name").startswith("<b>Zoë </b>xxx")
    assert len(page.value("name")) == 50
    assert page.value("username") == "zoe_._._x"
    await traveller.joins()


async def test_a_username_is_suggested_that_is_free(traveller: Traveller, people: Cast) -> None:
    traveller.talker.claims |= {"preferred_username": people.bob.username.upper()}
    page = Page((await traveller.travels()).text)
    assert page.value("username") == f"{people.bob.username}2"
    taken = await traveller.client.post("/auth/complete", data={"username": people.bob.username, "name": "Bob"})
    assert (taken.status_code, Page(taken.text).beside("username").split(".")[0]) == (422, "This username is taken")


async def test_sent_twice_the_form_makes_one_account(traveller: Traveller) -> None:
    await traveller.travels()
    before = traveller.client.cookies.get("tintype_newcomer")
    form = {"username": f"{traveller.person.username}_once", "name": "Once"}
    await traveller.client.post("/auth/complete", data=form)
    traveller.client.cookies.set("tintype_newcomer", before or "", domain="localhost.local")
    again = await traveller.client.post("/auth/complete", data=form | {"username": f"{form['username']}2"})
    assert (again.status_code, Page(again.text).heading) == (404, "Nothing to finish here")
    assert await collection("accounts").count_documents({"email": traveller.talker.claims["email"]}) == 1


async def test_the_provider_is_the_only_way_in_and_stays(traveller: Traveller) -> None:
    await traveller.joins()
    refused = await traveller.client.post("/settings/providers/oidc?_method=DELETE")
    assert (refused.status_code, Page(refused.text).heading) == (409, "This is your only way in")
    assert Page(refused.text).link("Set a password") == "/settings/password"
    assert "Linked as" in Page((await traveller.client.get("/settings/providers")).text).text
    nothing = await traveller.client.post("/settings/providers/github?_method=DELETE")
    assert nothing.status_code == 404


async def test_one_that_opens_somebody_elses_account_cannot_be_linked(traveller: Traveller, people: Cast) -> None:
    await traveller.joins()
    await traveller.client.post("/logout")
    login = {"login": people.bob.username, "password": PASSWORD}
    await traveller.client.post("/login", data=login)
    assert Page((await traveller.travels(purpose="link")).text).heading == "Link Acorn?"
    said = await traveller.client.post("/auth/link")
    assert (said.status_code, Page(said.text).heading) == (409, "Somebody has this already")
    assert (await collection("credentials").find_one({"_id": await account_id(people.bob)}) or {})["identities"] == []


async def test_one_of_each_provider_is_linked_and_told_by_mail(traveller: Traveller, people: Cast) -> None:
    email = await verify(people.bob.username)
    await traveller.client.post("/login", data={"login": people.bob.username, "password": PASSWORD})
    for _ in range(2):
        await traveller.travels(purpose="link")
        assert "Linked as" in Page((await traveller.client.post("/auth/link")).text).text, "twice is once"
    assert await collection("mails").find_one({"to": email, "kind": "security_changed"})
    traveller.talker.claims |= {"sub": f"another-{people.bob.username}"}
    await traveller.travels(purpose="link")
    said = await traveller.client.post("/auth/link")
    assert (said.status_code, Page(said.text).heading) == (409, "You have one already")


async def test_nobody_but_who_is_signed_in_links_or_proves(traveller: Traveller) -> None:
    for purpose in ("link", "prove"):
        answer = await traveller.client.get(f"/auth/oidc?purpose={purpose}")
        assert answer.url.path == "/login"
    assert (await traveller.client.get("/auth/github?purpose=prove")).status_code == 404, "GitHub cannot ask again"


async def test_an_old_sign_in_there_proves_nothing(traveller: Traveller, people: Cast) -> None:
    await traveller.joins()
    state = await traveller.goes(purpose="prove", next="/settings/providers")
    traveller.talker.claims |= {"auth_time": 1_000_000_000}
    said = await traveller.returns(state)
    assert (said.status_code, Page(said.text).heading) == (403, "Acorn did not ask you again")
