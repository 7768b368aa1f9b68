"""The way to an OpenID provider and back: authorization code with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636)."""

import hmac
from collections.abc import Mapping
from typing import Any

from server.oauth import discovery, id_tokens, outside
from server.oauth.errands import PROVE, Errand
from server.oauth.id_tokens import LEEWAY_SECONDS, Claims
from server.oauth.outside import Client
from server.oauth.people import Somebody, somebody
from server.oauth.problems import DOUBTFUL, STALE, Problem
from server.oauth.providers import Provider

SCOPE = "openid email profile"
TOLD = ("email", "email_verified", "name", "preferred_username", "picture")


async def way(provider: Provider, errand: Errand, state: str) -> str:
    """The address at the provider to send her to. Raises Problem."""
    found = await discovery.metadata(provider)
    # The same as prompt=login, which Google does not know.
    more = {"max_age": "0"} if errand.purpose == PROVE else {}
    async with outside.client(provider) as asking:
        address, _ = asking.create_authorization_url(
            found.authorization_endpoint,
            state=state,
            scope=SCOPE,
            nonce=errand.nonce,
            code_verifier=errand.verifier,
            **more,
        )
    return str(address)


def check_issuer(provider: Provider, answer: Mapping[str, str]) -> None:
    """Whether the way back comes from who we asked, as far as it says (RFC 9207). Raises Problem."""
    if answer.get("iss", provider.issuer).removesuffix("/") != provider.issuer:
        raise Problem(DOUBTFUL, "iss of the answer")


async def person(provider: Provider, errand: Errand, answer: Mapping[str, str]) -> Somebody:
    """Who came back, by the provider's word. Raises Problem."""
    found = await discovery.metadata(provider)
    if found.authorization_response_iss_parameter_supported and "iss" not in answer:
        raise Problem(DOUBTFUL, "no iss in the answer")
    async with outside.client(provider, found.auth_method) as asking:
        token = await asking.fetch_token(
            found.token_endpoint,
            grant_type="authorization_code",
            code=answer.get("code", ""),
            redirect_uri=provider.redirect_uri,
            code_verifier=errand.verifier,
        )
        claims = await id_tokens.checked(token.get("id_token"), provider, found, errand.nonce)
        if "email" not in claims and found.userinfo_endpoint:
            claims |= await _more(asking, found.userinfo_endpoint, claims)
    _check_fresh(errand, claims)
    return somebody(
        provider,
        claims["sub"],
        email=claims.get("email"),
        vouched=_is_yes(claims.get("email_verified")),
        name=claims.get("name"),
        hint=claims.get("preferred_username"),
        picture=claims.get("picture"),
    )


def _is_yes(said: Any) -> bool:
    """Some say it in words; whatever else is no yes."""
    return said is True or said == "true"


async def _more(asking: Client, address: str, claims: Claims) -> Claims:
    """What the provider tells only when it is asked (5.3): about the same person, or not at all."""
    told = await outside.get(asking, address, Claims)
    if not hmac.compare_digest(str(told.get("sub")).encode(), str(claims["sub"]).encode()):
        raise Problem(DOUBTFUL, "userinfo is about somebody else")
    return {name: told[name] for name in TOLD if name in told}


def _check_fresh(errand: Errand, claims: Claims) -> None:
    """When she had to prove herself anew: that she did, as far as the provider says when."""
    if errand.purpose != PROVE or "auth_time" not in claims:
        return
    when = claims["auth_time"]
    if not isinstance(when, int | float) or when < errand.began - LEEWAY_SECONDS:
        raise Problem(STALE, "auth_time")
