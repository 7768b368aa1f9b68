"""What a browser is asked to sign: WebAuthn Level 3 (W3C), as options for navigator.credentials.

A challenge is a ticket: good for one thing, for one account where that is known already, once, for five minutes.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bson import ObjectId
from webauthn import generate_authentication_options, generate_registration_options
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.accounts import tickets
from server.accounts.models import Passkey, Viewer
from server.i18n import mark
from server.passkeys.refused import Refused
from server.settings import current

ADD, SIGN_IN, PROVE = "passkey to add", "passkey to sign in", "passkey to prove"
# Each page with the login form asks for one by itself, and a whole school may have one address.
LIMIT = "120/minute"
LASTS = timedelta(minutes=5)
LASTS_MS = int(LASTS / timedelta(milliseconds=1))
ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
SPENT = mark("That took too long, or it was sent twice. Please try again.")

Options = dict[str, Any]


def origin() -> str:
    """Where our pages are: what a browser writes into all that it signs."""
    parts = urlsplit(current().address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def rp_id() -> str:
    """The host that passkeys are made for."""
    return urlsplit(current().address).hostname or ""


async def to_add(viewer: Viewer, existing: Iterable[Passkey]) -> Options:
    """Ask for a new passkey, of a device that has none of `existing`."""
    options = generate_registration_options(
        rp_id=rp_id(),
        rp_name="Tintype",
        user_id=viewer.id.binary,
        user_name=viewer.username,
        user_display_name=viewer.name,
        challenge=await _challenge(ADD, viewer.id),
        timeout=LASTS_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(existing),
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json_dict(options)


async def to_sign_in() -> Options:
    """Ask for any passkey of this site: it says by itself whose it is."""
    return await _to_sign(SIGN_IN, None, [])


async def to_prove(account_id: ObjectId, hers: Iterable[Passkey]) -> Options:
    """Ask for one of a person's own passkeys."""
    return await _to_sign(PROVE, account_id, hers)


async def spend(purpose: str, challenge: bytes, account_id: ObjectId | None) -> None:
    """Take back a challenge that came back signed. Raises Refused when it was not this account's, or not for this."""
    try:
        ticket = await tickets.use(purpose, challenge.decode("ascii", "replace"))
    except tickets.Spent:
        raise Refused(SPENT) from None
    if ticket.account != account_id:
        raise Refused(SPENT)


async def _to_sign(purpose: str, account_id: ObjectId | None, allowed: Iterable[Passkey]) -> Options:
    options = generate_authentication_options(
        rp_id=rp_id(),
        challenge=await _challenge(purpose, account_id),
        timeout=LASTS_MS,
        allow_credentials=_described(allowed),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


async def _challenge(purpose: str, account_id: ObjectId | None) -> bytes:
    return (await tickets.issue(purpose, LASTS, account=account_id)).encode()


def _described(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(passkey.id),
            transports=[AuthenticatorTransport(name) for name in passkey.transports],
        )
        for passkey in passkeys
    ]
