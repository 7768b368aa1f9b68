"""ID tokens that are not what they should be: nobody comes in with one, and the page says what to do."""

import base64
import hmac
import json
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.oauth.elsewhere import CLIENT
from tests.oauth.trips import Traveller
from tests.pages import Page


async def is_turned_away(traveller: Traveller, state: str, **answer: str) -> None:
    said = await traveller.returns(state, **answer)
    assert (said.status_code, Page(said.text).heading) == (502, "We could not check who you are")
    assert Page(said.text).link("Try again with Acorn") == "/auth/oidc"
    assert not await traveller.is_in()
    assert (await traveller.client.get("/auth/complete")).status_code == 404, "and there is nothing to complete"


async def test_a_good_one_opens(traveller: Traveller) -> None:
    await traveller.joins()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another trip"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "somebody else"},
        {"aud": ["somebody else"]},
        {"aud": [CLIENT, "somebody else"]},
        {"aud": [CLIENT, "somebody else"], "azp": "somebody else"},
        {"azp": "somebody else"},
        {"aud": None},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": int(time.time()) + 3600},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"nbf": int(time.time()) + 3600},
    ],
    # Not by the moment: processes that share the tests out must agree on their names.
    ids=lambda claims: "-".join(f"{name} {type(value).__name__}" for name, value in claims.items()),
)
async def test_a_claim_that_is_wrong(traveller: Traveller, claims: dict[str, Any]) -> None:
    state = await traveller.goes()
    traveller.talker.claims |= claims
    await is_turned_away(traveller, state)


async def test_two_audiences_are_fine_when_it_was_issued_to_us(traveller: Traveller) -> None:
    traveller.talker.claims |= {"aud": [CLIENT, "somebody else"], "azp": CLIENT}
    await traveller.joins()


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def unsigned(header: dict[str, str], claims: dict[str, Any]) -> str:
    return f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}."


def with_hmac(header: dict[str, str], claims: dict[str, Any], secret: bytes) -> str:
    """By hand: no library signs with a public key."""
    token = unsigned(header, claims)
    return token + encoded(hmac.digest(secret, token[:-1].encode(), "sha256"))


async def test_algorithms_that_anybody_could_have_used(traveller: Traveller) -> None:
    talker = traveller.talker
    public = [talker.key.as_pem(private=False), json.dumps(talker.key.as_dict(private=False)).encode()]
    for name in ("none", "None", "NONE", "HS256"):
        state = await traveller.goes()
        talker.token = unsigned({"alg": name, "kid": "one"}, talker.all_claims())
        await is_turned_away(traveller, state)
    for secret in (*public, CLIENT.encode(), b"a secret of the tests"):
        state = await traveller.goes()
        talker.token = with_hmac({"alg": "HS256", "kid": "one"}, talker.all_claims(), secret)
        await is_turned_away(traveller, state)


async def test_a_signature_that_is_somebody_elses(traveller: Traveller) -> None:
    talker, evil = traveller.talker, RSAKey.generate_key(2048, {"kid": "one"})
    headers: list[dict[str, Any]] = [
        {"alg": "RS256", "kid": "one"},
        {"alg": "RS256", "kid": "two"},
        {"alg": "RS256"},
        {"alg": "RS256", "jwk": evil.as_dict(private=False)},
        {"alg": "RS256", "kid": "one", "jku": f"{talker.issuer}/evil"},
    ]
    for header in headers:
        state = await traveller.goes()
        talker.token = jwt.encode(header, talker.all_claims(), evil)
        await is_turned_away(traveller, state)
    assert "/evil" not in talker.asked


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "....", "e30.e30.e30", "x" * 100_000])
async def test_no_token_at_all(traveller: Traveller, token: str) -> None:
    state = await traveller.goes()
    traveller.talker.token = token or unsigned({}, {})
    await is_turned_away(traveller, state)


async def test_a_new_key_is_fetched_once(traveller: Traveller) -> None:
    await traveller.joins()
    await traveller.client.post("/logout")
    talker, old = traveller.talker, traveller.talker.key
    talker.key = RSAKey.generate_key(2048, {"kid": "new", "use": "sig"})
    talker.asked.clear()
    await traveller.travels()
    assert await traveller.is_in()
    assert talker.asked.count("/keys") == 1
    await traveller.travels()
    assert talker.asked.count("/keys") == 1, "it is remembered"
    talker.key, talker.published = old, [talker.key]
    await traveller.client.post("/logout")
    await is_turned_away(traveller, await traveller.goes())
    talker.published = []


async def test_the_answer_names_its_issuer(traveller: Traveller) -> None:
    await is_turned_away(traveller, await traveller.goes(), iss="https://evil.example")
    await traveller.returns(await traveller.goes(), iss=traveller.talker.issuer)
    assert (await traveller.client.get("/auth/complete")).status_code == 200


async def test_a_code_that_is_not_good(traveller: Traveller) -> None:
    said = await traveller.returns(await traveller.goes(), code="stolen")
    assert (said.status_code, Page(said.text).heading) == (502, "Acorn gave no good answer")
    said = await traveller.returns(await traveller.goes(), code="")
    assert (said.status_code, Page(said.text).heading) == (502, "Acorn stopped half-way")


async def test_what_the_provider_tells_only_when_asked_is_about_the_same_person(traveller: Traveller) -> None:
    talker = traveller.talker
    email, sub = talker.claims["email"], talker.claims["sub"]
    talker.claims |= {"email": None}
    talker.userinfo = {"sub": "another", "email": email, "email_verified": True}
    await is_turned_away(traveller, await traveller.goes())
    talker.userinfo["sub"] = sub
    assert email in Page((await traveller.travels()).text).text
