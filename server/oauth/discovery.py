"""What an OpenID provider says of itself: where its doors are and which keys it signs with. Remembered for a while.

OpenID Connect Discovery 1.0; RFC 7517 for the keys.
"""

import time
from typing import Any

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.oauth import outside
from server.oauth.problems import NONSENSE, Problem
from server.oauth.providers import WELL_KNOWN, Provider
from server.settings import TRUSTWORTHY

REMEMBER_SECONDS = 3600.0


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a discovery document that we use, with the values that count when it is silent."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False

    @property
    def auth_method(self) -> str:
        """How we show our secret at the token endpoint."""
        basic, post = "client_secret_basic", "client_secret_post"
        return post if basic not in self.token_endpoint_auth_methods_supported else basic


_metadata: dict[str, tuple[float, Metadata]] = {}
_keys: dict[str, tuple[float, KeySet]] = {}


async def metadata(provider: Provider) -> Metadata:
    """The provider's own word. Raises Problem."""
    known = _metadata.get(provider.issuer)
    if known is None or known[0] < time.monotonic():
        async with outside.client(provider) as asking:
            found = await outside.get(asking, provider.issuer + WELL_KNOWN, Metadata)
        _check(found, provider)
        known = _metadata[provider.issuer] = (time.monotonic() + REMEMBER_SECONDS, found)
    return known[1]


async def keys(provider: Provider, *, anew: bool = False) -> KeySet:
    """The keys that it signs with; `anew`: as they are now. Raises Problem."""
    known = _keys.get(provider.issuer)
    if anew or known is None or known[0] < time.monotonic():
        found = await metadata(provider)
        async with outside.client(provider) as asking:
            document = await outside.get(asking, found.jwks_uri, dict[str, Any])
        try:
            made = KeySet.import_key_set(document)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Problem(NONSENSE, f"keys: {type(error).__name__}") from None
        known = _keys[provider.issuer] = (time.monotonic() + REMEMBER_SECONDS, made)
    return known[1]


def _check(found: Metadata, provider: Provider) -> None:
    """Raises Problem when somebody else is meant, or when what we send there could be read on the way."""
    # The address of the document does not tell whether the issuer's own ends with a slash.
    if found.issuer.removesuffix("/") != provider.issuer:
        raise Problem(NONSENSE, "the discovery document names another issuer")
    trustworthy = TRUSTWORTHY[0] if provider.issuer.startswith(TRUSTWORTHY[0]) else TRUSTWORTHY
    doors = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    if not all(door.startswith(trustworthy) for door in (*doors, found.userinfo_endpoint or doors[0])):
        raise Problem(NONSENSE, "an address in the discovery document is not https")
