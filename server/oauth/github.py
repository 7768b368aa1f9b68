"""The way to GitHub, or a GitHub Enterprise server, and back: OAuth 2 with PKCE, and two questions to its API."""

from collections.abc import Mapping
from typing import Any

import msgspec

from server.oauth import outside
from server.oauth.errands import Errand
from server.oauth.people import Somebody, somebody
from server.oauth.problems import DOUBTFUL, Problem
from server.oauth.providers import Provider

PUBLIC, PUBLIC_API = "https://github.com", "https://api.github.com"
SCOPE = "read:user user:email"


class User(msgspec.Struct, frozen=True):
    """The part of /user that we use."""

    id: int
    login: str
    name: str | None = None
    avatar_url: Any = None


class Email(msgspec.Struct, frozen=True):
    """One of /user/emails."""

    email: str
    primary: bool
    verified: bool


async def way(provider: Provider, errand: Errand, state: str) -> str:
    """The address at the provider to send her to."""
    async with outside.client(provider) as asking:
        address, _ = asking.create_authorization_url(
            f"{provider.issuer}/login/oauth/authorize", state=state, scope=SCOPE, code_verifier=errand.verifier
        )
    return str(address)


async def person(provider: Provider, errand: Errand, answer: Mapping[str, str]) -> Somebody:
    """Who came back, by GitHub's word. Raises Problem."""
    api = PUBLIC_API if provider.issuer == PUBLIC else f"{provider.issuer}/api/v3"
    async with outside.client(provider, "client_secret_post") as asking:
        token = await asking.fetch_token(
            f"{provider.issuer}/login/oauth/access_token",
            grant_type="authorization_code",
            code=answer.get("code", ""),
            redirect_uri=provider.redirect_uri,
            code_verifier=errand.verifier,
        )
        if not token.get("access_token"):
            raise Problem(DOUBTFUL, "no access token")
        user = await outside.get(asking, f"{api}/user", User)
        emails = await outside.get(asking, f"{api}/user/emails", list[Email])
    primary = next((email for email in emails if email.primary), None)
    return somebody(
        provider,
        str(user.id),
        email=primary.email if primary else None,
        vouched=primary is not None and primary.verified,
        name=user.name or user.login,
        hint=user.login,
        picture=user.avatar_url,
    )
