"""Signing in with a passkey, over HTTP: what is right opens, and nothing else does."""

import json

import pytest

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.entry.who import is_signed_in
from tests.passkeys.authenticator import PRESENT, VERIFIED, Json, Passkey, add, asked, encoded, sign_in, tell
from tests.site import Site, eventually

WRONG = (422, "That passkey could not be checked. Please try again.")
SPENT = (422, "That took too long, or it was sent twice. Please try again.")
UNKNOWN = (422, "This passkey opens nothing here; it may have been removed. Please sign in in another way.")
GARBLED = (422, "That did not arrive whole. Please try again.")


async def test_it_says_by_itself_whose_it_is(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    options = await asked(nobody, "/login/passkey")
    assert options["allowCredentials"] == [], "who asks is not told whose passkeys there are"
    assert options["userVerification"] == "required"
    answer = passkey.signed(options)
    assert await tell(nobody, "/login/passkey", answer, next="/notifications?a=b") == (303, "/notifications?a=b")
    assert await is_signed_in(nobody)
    assert await nobody.id() == await people.alice.id()

    noted = await collection("sign_ins").find_one({"account": await account_id(people.alice), "how": "passkey"})
    assert noted
    assert noted["outcome"] == "entered"


async def test_nobody_is_led_to_another_site(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    for address in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = passkey.signed(await asked(nobody, "/login/passkey"))
        assert await tell(nobody, "/login/passkey", answer, next=address) == (303, "/"), address


async def test_the_script_is_told_where_to_go(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    body = {"credential": passkey.signed(await asked(nobody, "/login/passkey"))}
    answer = await nobody.post("/login/passkey", json=body, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/")
    assert await is_signed_in(nobody)


async def test_what_was_signed_opens_once(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    answer = passkey.signed(await asked(nobody, "/login/passkey"))
    assert await tell(nobody, "/login/passkey", answer) == (303, "/")
    await nobody.post("/logout")
    assert await tell(nobody, "/login/passkey", answer) == SPENT
    assert not await is_signed_in(nobody)


async def test_a_refused_answer_has_spent_its_challenge_too(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    options = await asked(nobody, "/login/passkey")
    passkey.origin = "https://evil.example"
    assert await tell(nobody, "/login/passkey", passkey.signed(options)) == WRONG
    passkey.origin = site.url
    assert await tell(nobody, "/login/passkey", passkey.signed(options)) == SPENT


async def test_challenges_expire_and_are_made_here(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    for challenge in (b"made up" * 5, b"", b"\xff" * 32, "ü".encode() * 20):
        answer = passkey.signed({"challenge": encoded(challenge)})
        assert await tell(nobody, "/login/passkey", answer) == SPENT, challenge
    late = passkey.signed(await asked(nobody, "/login/passkey"))
    for ticket in await collection("tickets").find({"purpose": "passkey to sign in", "used_at": None}).to_list(None):
        change = {"$set": {"expires_at": ticket["expires_at"].replace(year=2020)}}
        await collection("tickets").update_one({"_id": ticket["_id"]}, change)
    assert await tell(nobody, "/login/passkey", late) == SPENT


async def test_a_challenge_for_something_else_opens_nothing(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    for path in ("/settings/passkeys", "/prove/passkey"):
        options = await asked(people.alice, path)
        assert await tell(nobody, "/login/passkey", passkey.signed(options)) == SPENT, path
    assert not await is_signed_in(nobody)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost"},
        {"origin": "null"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"handle": b""},
        {"handle": b"somebody else"},
        {"cross_origin": True},
    ],
    ids=str,
)
async def test_every_part_of_what_is_signed_must_be_right(
    people: Cast, nobody: Person, site: Site, wrong: dict[str, object]
) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    right = {name: getattr(passkey, name) for name in wrong}
    vars(passkey).update(wrong)
    assert await sign_in(nobody, passkey) == WRONG
    assert not await is_signed_in(nobody)
    vars(passkey).update(right)
    assert await sign_in(nobody, passkey) == (303, "/"), "nothing else was wrong with it"


async def test_nor_does_another_key_sign_for_it(people: Cast, nobody: Person, site: Site) -> None:
    hers = Passkey(site.url)
    await add(people.alice, hers)
    forged = Passkey(site.url, id=hers.id, handle=hers.handle)
    assert await sign_in(nobody, forged) == WRONG
    assert await sign_in(nobody, hers, signature=encoded(b"x" * 70)) == WRONG


async def test_a_passkey_opens_its_own_account_only(people: Cast, nobody: Person, site: Site) -> None:
    alices, charlies = Passkey(site.url), Passkey(site.url)
    await add(people.alice, alices)
    await add(people.charlie, charlies)
    assert await sign_in(nobody, charlies, userHandle=encoded(alices.handle)) == WRONG
    charlies.id = alices.id
    assert await sign_in(nobody, charlies) == WRONG
    assert await sign_in(nobody, Passkey(site.url, handle=alices.handle)) == UNKNOWN
    assert not await is_signed_in(nobody)


async def test_a_counter_that_does_not_grow_is_refused_and_logged(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    passkey.uses = 10
    assert await sign_in(nobody, passkey) == (303, "/")
    await nobody.post("/logout")
    for uses in (10, 4, None):
        passkey.uses = uses
        status, words = await sign_in(nobody, passkey)
        assert (status, "with a copy of it" in words) == (422, True), uses
    assert not await is_signed_in(nobody)

    async def is_logged() -> bool:
        lines = site.processes["web"].log.read_text().splitlines()
        return any('"passkey_copied"' in line and passkey.name in line and '"error"' in line for line in lines)

    await eventually(is_logged)
    passkey.uses = 11
    assert await sign_in(nobody, passkey) == (303, "/"), "the one that goes on counting is still good"


async def test_one_that_does_not_count_is_fine(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url, uses=None)
    await add(people.alice, passkey)
    for _ in range(2):
        assert await sign_in(nobody, passkey) == (303, "/")


async def test_a_removed_one_opens_nothing(people: Cast, nobody: Person, site: Site) -> None:
    passkey = Passkey(site.url)
    await add(people.alice, passkey)
    await people.alice.post(f"/settings/passkeys/{passkey.name}?_method=DELETE")
    assert await sign_in(nobody, passkey) == UNKNOWN


@pytest.mark.parametrize("path", ["/login/passkey", "/settings/passkeys", "/prove/passkey"])
async def test_nonsense_is_refused_in_a_sentence(people: Cast, site: Site, path: str) -> None:
    bodies = [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"credential": 1}',
        b'{"credential": {}, "next": 1}',
        b"\xff\xfe",
        b"[" * 60_000,
    ]
    for body in bodies:
        answer = await people.bob.post(path, content=body)
        assert (answer.status_code, answer.json()["error"]) == GARBLED, body[:20]
    for credential in broken():
        assert await tell(people.bob, path, credential) in (WRONG, SPENT), credential
    large = await people.bob.post(path, content=b"x" * 70_000)
    assert (large.status_code, large.json()["error"]) == (413, "That is larger than any passkey.")


def broken() -> list[Json]:
    """Credentials that no browser makes."""
    whole: Json = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
    data: Json = {
        "clientDataJSON": "AAAA",
        "authenticatorData": "AAAA",
        "signature": "AAAA",
        "attestationObject": "AAAA",
    }
    says = [
        b"{}",
        b"[" * 20_000,
        b'{"type": 1, "challenge": {}, "origin": []}',
        b"\xff",
        json.dumps({"type": "x"}).encode(),
    ]
    return [
        {},
        {"$ne": 1},
        whole,
        whole | {"response": {}},
        whole | {"response": data},
        whole | {"response": data | {"userHandle": 1}},
        whole | {"response": data | {"userHandle": "ü"}},
        whole | {"type": "password", "response": data},
        whole | {"id": {"$gt": ""}, "response": data},
        *[whole | {"response": data | {"clientDataJSON": encoded(said)}} for said in says],
    ]
