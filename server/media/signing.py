"""Addresses of what is not public: who may fetch it is in the signature, which ends with the next full hour but one."""

import hashlib
import hmac
import time

from server.settings import current

HOUR = 3600


def signed(sha256: str, name: str) -> str:
    """The address of private bytes; the same all through an hour, so that a cache helps."""
    until = (int(time.time()) // HOUR + 2) * HOUR
    return f"/media/{sha256}/{name}?until={until}&by={_signature(sha256, name, until)}"


def is_valid(sha256: str, name: str, until: str, by: str) -> bool:
    """Whether these are the time and signature of an address that signed() made and that has not expired."""
    if not until.isdecimal() or len(until) > 12 or int(until) < time.time():
        return False
    return hmac.compare_digest(_signature(sha256, name, int(until)).encode(), by.encode())


def _signature(sha256: str, name: str, until: int) -> str:
    key = hashlib.sha256(b"tintype media" + current().secret_key.encode()).digest()
    return hmac.new(key, f"{sha256}/{name}/{until}".encode(), hashlib.sha256).hexdigest()[:32]
