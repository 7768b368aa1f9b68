"""What everything secret hangs on: keys made of SECRET_KEY, one for each purpose, and those of the secrets before it.

With the newest key things are signed and sealed; the older ones (SECRET_KEY_FALLBACKS) still check and open them, so
that a new secret signs nobody out. HKDF: RFC 5869. Fernet: AES-128-CBC with HMAC-SHA256, of the package cryptography.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.settings import current

KEY_BYTES = 32


def keys(purpose: str) -> tuple[bytes, ...]:
    """The keys (32 bytes each) for one purpose, the newest first."""
    return tuple(_derived(secret, purpose) for secret in current().secrets)


def seal(purpose: str, text: str) -> str:
    """`text`, so that only unseal() with the same purpose reads it: what stands in a store opens nothing by itself."""
    return _box(keys(purpose)).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """The text that seal() was given; None when it was sealed for something else, or with a secret that is gone."""
    try:
        return _box(keys(purpose)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def renewed(purpose: str, sealed: str) -> str | None:
    """The same text sealed with the newest key; `sealed` itself when it is already, None when no key opens it."""
    newest, *_ = keys(purpose)
    try:
        _box((newest,)).decrypt(sealed.encode())
    except InvalidToken:
        text = unseal(purpose, sealed)
        return None if text is None else seal(purpose, text)
    return sealed


@cache
def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(secret.encode())


@cache
def _box(made_of: tuple[bytes, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made_of])
