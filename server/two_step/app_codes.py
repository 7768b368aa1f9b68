"""The codes of an authenticator app: TOTP (RFC 6238), six digits for each 30 seconds, with SHA-1 as all apps do it."""

from datetime import datetime

import pyotp
import segno
from bson import ObjectId
from markupsafe import Markup
from pyotp.exceptions import OTPVerificationError

from server.keys import seal, unseal

ISSUER = "Tintype"
# A clock may be wrong by a step, and typing takes its time (RFC 6238, 5.2).
STEPS_AROUND = 1
PENDING = "app secret to be"


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 recommends."""
    return pyotp.random_base32()


def step(secret: str, code: str, moment: datetime) -> int | None:
    """Which 30 seconds since 1970 `code` belongs to, if it is good at this moment. Takes the same time for all."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=moment, valid_window=STEPS_AROUND)
    except OTPVerificationError:
        return None


def address(secret: str, name: str) -> str:
    """What an app reads: an otpauth:// address with the secret, under this name."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def picture(address: str) -> Markup:
    """A QR code as an <svg>, black on white in every scheme and without styles, which our CSP would refuse."""
    drawn = segno.make_qr(address).svg_inline(omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno's own markup: nothing of the address is in it as text


def grouped(secret: str) -> str:
    """The secret as one reads and types it: in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def pending(account_id: ObjectId, secret: str) -> str:
    """A secret that no code has confirmed yet, sealed for the form that asks this person for one."""
    return seal(PENDING, f"{account_id} {secret}")


def confirmed(account_id: ObjectId, sealed: str) -> str | None:
    """The secret that pending() sealed for this person; None when it is anything else."""
    owner, _, secret = (unseal(PENDING, sealed) or "").partition(" ")
    return secret if owner == str(account_id) else None
