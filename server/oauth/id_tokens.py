"""Checking ID tokens (OpenID Connect Core 1.0, 3.1.3.7)."""

from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from server.oauth import discovery
from server.oauth.discovery import Metadata
from server.oauth.problems import DOUBTFUL, Problem
from server.oauth.providers import Provider

# Only what is signed with a key that the provider alone has: with HS256, a public key would do as the secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")
LEEWAY_SECONDS = 60
SUBJECT_MOST = 255

Claims = dict[str, Any]


async def checked(token: object, provider: Provider, metadata: Metadata, nonce: str) -> Claims:
    """What an ID token says, once all of it was found in order. Raises Problem."""
    if not isinstance(token, str):
        raise Problem(DOUBTFUL, "no ID token")
    try:
        claims = await _signed(token, provider, metadata)
        _rules(provider, metadata, nonce).validate(claims)
    except (JoseError, ValueError) as error:
        # The descriptions name claims and keys, never the token.
        raise Problem(DOUBTFUL, f"{type(error).__name__}: {error}"[:200]) from None
    authorized = claims.get("azp", provider.client_id if _audiences(claims) == 1 else None)
    if authorized != provider.client_id:
        raise Problem(DOUBTFUL, "azp")
    if len(claims["sub"]) > SUBJECT_MOST:
        raise Problem(DOUBTFUL, "sub")
    return claims


async def _signed(token: str, provider: Provider, metadata: Metadata) -> Claims:
    allowed = [name for name in ALGORITHMS if name in metadata.id_token_signing_alg_values_supported]
    if not allowed:
        # With an empty list joserfc would allow those that it recommends, HS256 among them.
        raise Problem(DOUBTFUL, "no algorithm in common")
    registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
    try:
        return jwt.decode(token, await discovery.keys(provider), algorithms=allowed, registry=registry).claims
    except InvalidKeyIdError:
        # It may have begun to sign with a new key.
        anew = await discovery.keys(provider, anew=True)
        return jwt.decode(token, anew, algorithms=allowed, registry=registry).claims


def _rules(provider: Provider, metadata: Metadata, nonce: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": metadata.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )


def _audiences(claims: Claims) -> int:
    return len(claims["aud"]) if isinstance(claims["aud"], list) else 1
