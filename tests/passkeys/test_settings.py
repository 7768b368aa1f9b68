"""A person's own passkeys: added, renamed, removed, over HTTP."""

import asyncio
from datetime import UTC, datetime

import cbor2
import pytest

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.pages import Page
from tests.passkeys.authenticator import PRESENT, VERIFIED, Passkey, add, asked, encoded, sign_in, tell
from tests.passkeys.test_sign_in import SPENT, WRONG
from tests.site import Site

PAGE = "/settings/passkeys"


async def names(person: Person) -> list[str]:
    page = Page((await person.get(PAGE)).text)
    return [element.text for element in page.all("strong")]


async def forget_proofs(person: Person) -> None:
    """Have it that she proved long ago who she is."""
    long_ago = {"$set": {"proved_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    await collection("sessions").update_many({"account": await account_id(person)}, long_ago)


async def without_password(person: Person) -> None:
    """Have it that only passkeys open her account."""
    await collection("credentials").update_one({"_id": await account_id(person)}, {"$set": {"password": ""}})


async def test_the_page_says_what_a_passkey_is_and_what_it_takes(people: Cast) -> None:
    page = Page((await people.alice.get(PAGE)).text)
    assert page.heading == "Passkeys"
    assert "A passkey is a key that your phone, computer or password manager keeps for you" in page.text
    assert "You have none yet." in page.text
    assert "This browser cannot make a passkey here" in page.text
    assert "data-scripted" in page.one("button", data_add_passkey="").attributes, "it is seen only where it works"


async def test_the_browser_is_asked_for_one_that_finds_its_owner(people: Cast, site: Site) -> None:
    first = Passkey(site.url)
    await add(people.alice, first)
    options = await asked(people.alice, PAGE)
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    assert options["rp"] == {"id": "localhost", "name": "Tintype"}
    assert [each["id"] for each in options["excludeCredentials"]] == [first.name]
    assert people.alice.username == options["user"]["name"]
    assert (await asked(people.bob, PAGE))["excludeCredentials"] == []


async def test_several_are_listed_with_their_names_and_use(people: Cast, nobody: Person, site: Site) -> None:
    people.alice.client.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
    first, second = Passkey(site.url), Passkey(site.url)
    await add(people.alice, first)
    await add(people.alice, second)
    assert await names(people.alice) == ["iPhone", "iPhone 2"]
    await sign_in(nobody, second)
    said = [item.text for item in Page((await people.alice.get(PAGE)).text).all("li", class_="passkey")]
    assert ["not used yet" in words for words in said] == [True, False]
    assert ["last used" in words for words in said] == [False, True]
    assert await names(people.bob) == []


async def test_a_name_can_be_chosen(people: Cast, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    answer = await people.alice.post(f"{PAGE}/{passkey.name}", data={"name": "  My <phone> "})
    assert answer.url.path == PAGE
    assert await names(people.alice) == ["My <phone>"]
    for name, words in (("", "The name cannot be empty."), ("x" * 51, "up to 50 characters; this has 51")):
        answer = await people.alice.post(f"{PAGE}/{passkey.name}", data={"name": name})
        page = Page(answer.text)
        assert answer.status_code == 422
        assert words in page.beside("name")
        assert page.value("name") == name
    assert await names(people.alice) == ["My <phone>"]


async def test_what_is_somebody_elses_is_not_there(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    before = await names(people.alice)
    for path in (f"{PAGE}/{passkey.name}", f"{PAGE}/{passkey.name}?_method=DELETE"):
        for person in (people.bob, people.charlie):
            assert (await person.post(path, data={"name": "Mine"})).status_code == 404
    assert await names(people.alice) == before
    assert await sign_in(nobody, passkey) == (303, "/")


async def test_a_removed_one_is_gone(people: Cast, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    answer = await people.alice.post(f"{PAGE}/{passkey.name}?_method=DELETE")
    assert answer.url.path == PAGE
    assert await names(people.alice) == []
    assert (await people.alice.post(f"{PAGE}/{passkey.name}?_method=DELETE")).status_code == 404


async def test_adding_and_removing_are_told_by_mail(people: Cast, site: Site) -> None:
    alice, passkey = people.alice, Passkey(site.url)
    await collection("accounts").update_one({"_id": await account_id(alice)}, {"$set": {"email_verified": True}})
    await add(alice, passkey)
    await alice.post(f"{PAGE}/{passkey.name}?_method=DELETE")
    told = {"to": f"{alice.username}@example.org", "kind": "security_changed"}
    assert await collection("mails").count_documents(told) == 2


async def test_the_last_way_in_stays(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    await without_password(people.alice)
    answer = await people.alice.post(f"{PAGE}/{passkey.name}?_method=DELETE")
    assert answer.status_code == 422
    assert Page(answer.text).one(role="alert").text.startswith("This is the only way into your account.")
    assert await sign_in(nobody, passkey) == (303, "/")


async def test_of_the_last_two_removed_at_once_one_stays(people: Cast, site: Site) -> None:
    both = [Passkey(site.url), Passkey(site.url)]
    for passkey in both:
        await add(people.alice, passkey)
    await without_password(people.alice)
    paths = [f"{PAGE}/{passkey.name}?_method=DELETE" for passkey in both]
    answers = await asyncio.gather(*(people.alice.post(path) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert len(await names(people.alice)) == 1


async def test_there_is_an_end_to_them(people: Cast, site: Site) -> None:
    for _ in range(19):
        await add(people.alice, Passkey(site.url))
    left = await asked(people.alice, PAGE), await asked(people.alice, PAGE)
    assert await tell(people.alice, PAGE, Passkey(site.url).made(left[0])) == (303, PAGE)
    status, words = await tell(people.alice, PAGE, Passkey(site.url).made(left[1]))
    assert (status, words[:20]) == (422, "You have 20 passkeys")
    refused = await people.alice.post(f"{PAGE}/options", json={})
    assert (refused.status_code, refused.json()["error"]) == (422, words)
    page = Page((await people.alice.get(PAGE)).text)
    assert page.all("button", data_add_passkey="") == []
    assert len(page.all("li", class_="passkey")) == 20


async def test_a_passkey_opens_one_account(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    taken = (422, "This passkey opens an account already.")
    forged = Passkey(site.url, id=passkey.id)
    for person in (people.charlie, people.alice):
        assert await tell(person, PAGE, forged.made(await asked(person, PAGE))) == taken
    assert await sign_in(nobody, passkey) == (303, "/"), "and it is still hers"
    assert await names(people.charlie) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"cross_origin": True},
        {"id": b"x" * 1024},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
async def test_every_part_of_a_new_one_must_be_right(people: Cast, site: Site, wrong: dict[str, object]) -> None:
    passkey = Passkey(site.url)
    vars(passkey).update(wrong)
    assert await tell(people.alice, PAGE, passkey.made(await asked(people.alice, PAGE))) == WRONG
    assert await names(people.alice) == []


async def test_what_is_made_is_kept_once_and_for_who_asked(people: Cast, site: Site) -> None:
    passkey = Passkey(site.url)
    options = await asked(people.alice, PAGE)
    made = passkey.made(options)
    assert await tell(people.charlie, PAGE, made) == SPENT, "a challenge of alice's"
    assert await tell(people.alice, PAGE, made) == SPENT, "and now it is spent"
    elsewhere = await asked(people.alice, "/login/passkey")
    assert await tell(people.alice, PAGE, passkey.made(options | {"challenge": elsewhere["challenge"]})) == SPENT
    other = Passkey(site.url)
    borrowed = other.made(await asked(people.alice, PAGE)) | {"id": passkey.name, "rawId": passkey.name}
    assert await tell(people.alice, PAGE, borrowed) == WRONG, "the id outside is not the one inside"
    statement = encoded(cbor2.dumps({"fmt": "packed", "attStmt": {"alg": -7, "x5c": [b"x"]}, "authData": b""}))
    answer = other.made(await asked(people.alice, PAGE), attestationObject=statement)
    assert await tell(people.alice, PAGE, answer) == WRONG
    assert await names(people.alice) == []


async def test_who_has_not_proved_lately_who_she_is_is_asked_first(people: Cast, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    options = await asked(people.alice, PAGE)
    await forget_proofs(people.alice)
    page = await people.alice.get(PAGE, follow_redirects=False)
    assert (page.status_code, page.headers["Location"]) == (303, "/prove?next=%2Fsettings%2Fpasskeys")
    asks = [
        people.alice.post(f"{PAGE}/options", json={}, follow_redirects=False),
        people.alice.post(PAGE, json={"credential": Passkey(site.url).made(options)}, follow_redirects=False),
        people.alice.post(f"{PAGE}/{passkey.name}", data={"name": "x"}, follow_redirects=False),
        people.alice.post(f"{PAGE}/{passkey.name}?_method=DELETE", follow_redirects=False),
    ]
    for answer in await asyncio.gather(*asks):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/prove?next=%2Fsettings")
    options = await asked(people.alice, "/prove/passkey")
    assert [each["id"] for each in options["allowCredentials"]] == [passkey.name]
    assert await tell(people.alice, "/prove/passkey", passkey.signed(options), next=PAGE) == (303, PAGE)
    assert len(await names(people.alice)) == 1


async def test_only_ones_own_passkey_proves(people: Cast, site: Site) -> None:
    alices, charlies = Passkey(site.url), Passkey(site.url)
    await add(people.alice, alices)
    await add(people.charlie, charlies)
    await forget_proofs(people.charlie)
    charlie = people.charlie
    for passkey in (alices, Passkey(site.url, handle=charlies.handle)):
        options = await asked(charlie, "/prove/passkey")
        status, words = await tell(charlie, "/prove/passkey", passkey.signed(options))
        assert (status, "opens nothing here" in words) == (422, True)
    stolen = charlies.signed(await asked(people.alice, "/prove/passkey"))
    assert await tell(charlie, "/prove/passkey", stolen) == SPENT, "a challenge of alice's"
    wrong = charlies.signed(await asked(charlie, "/prove/passkey"), userHandle=encoded(alices.handle))
    assert await tell(charlie, "/prove/passkey", wrong) == WRONG
    answer = await charlie.get(PAGE, follow_redirects=False)
    assert answer.status_code == 303, "nothing of that was a proof"
    without_handle = charlies.signed(await asked(charlie, "/prove/passkey"), userHandle=None)
    assert await tell(charlie, "/prove/passkey", without_handle, next="//evil.example") == (303, "/")
    assert (await charlie.get(PAGE, follow_redirects=False)).status_code == 200


async def test_who_has_none_is_told_so(people: Cast) -> None:
    answer = await people.bob.post("/prove/passkey/options", json={})
    assert (answer.status_code, answer.json()["error"]) == (422, "You have no passkey yet. Please use your password.")
