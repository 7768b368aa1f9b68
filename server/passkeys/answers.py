"""Whether what a browser signed is right: the ceremonies of WebAuthn Level 3, sections 7.1 and 7.2.

The package webauthn does the reading and the mathematics. Its readers raise whatever they come upon in a stranger's
bytes, so all that goes wrong in there is one refusal.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from bson import ObjectId
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import AuthenticationCredential

from server.accounts import credentials
from server.accounts.models import Credentials, Passkey
from server.i18n import mark
from server.passkeys import actions, challenges, names
from server.passkeys.refused import Refused
from server.stores.documents import now

ID_BYTES_MOST = 1023  # WebAuthn Level 3, section 5.8.3
REASON_MOST = 200

WRONG = mark("That passkey could not be checked. Please try again.")
UNKNOWN = mark("This passkey opens nothing here; it may have been removed. Please sign in in another way.")
COPIED = mark(
    "This passkey was used somewhere else with a copy of it, so it is not safe. Please sign in in another way."
)

log = structlog.get_logger(__name__)

Signed = dict[str, Any]


async def new_passkey(account_id: ObjectId, signed: Signed, user_agent: str) -> Passkey:
    """The passkey that a browser made after challenges.to_add(). Raises Refused."""
    with _checking():
        answer = parse_registration_credential_json(signed)
        challenge = _challenge(answer.response.client_data_json)
    await challenges.spend(challenges.ADD, challenge, account_id)
    with _checking():
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=challenges.rp_id(),
            expected_origin=challenges.origin(),
            require_user_verification=True,
            supported_pub_key_algs=challenges.ALGORITHMS,
        )
        if made.credential_id != answer.raw_id or len(made.credential_id) > ID_BYTES_MOST:
            raise ValueError("the id is not that of the passkey")
    transports = [each.value for each in answer.response.transports or []]
    taken = (each.name for each in (await credentials.of(account_id)).passkeys)
    return Passkey(
        id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        name=names.first_name(made.aaguid, transports, user_agent, taken),
        uses=made.sign_count,
        transports=transports,
        created_at=now(),
    )


async def owner(signed: Signed, purpose: str, account_id: ObjectId | None = None) -> ObjectId:
    """Whose passkey signed the challenge for `purpose`; it must be this account's when one is given. Notes the use.

    Raises Refused.
    """
    with _checking():
        answer = parse_authentication_credential_json(signed)
        challenge = _challenge(answer.response.client_data_json)
    await challenges.spend(purpose, challenge, account_id)
    held = await credentials.with_passkey(answer.id)
    if held is None or (account_id or held.id) != held.id:
        raise Refused(UNKNOWN)
    passkey = next(each for each in held.passkeys if each.id == answer.id)
    with _checking():
        verified = _verified(answer, challenge, passkey, held, is_named=account_id is not None)
    await _count(held.id, passkey, verified.new_sign_count)
    return held.id


def _verified(
    answer: AuthenticationCredential, challenge: bytes, passkey: Passkey, held: Credentials, *, is_named: bool
) -> VerifiedAuthentication:
    handle = answer.response.user_handle
    if handle != held.id.binary and not (is_named and handle is None):
        raise ValueError("the passkey says that it is somebody else's")
    return verify_authentication_response(
        credential=answer,
        expected_challenge=challenge,
        expected_rp_id=challenges.rp_id(),
        expected_origin=challenges.origin(),
        credential_public_key=passkey.public_key,
        credential_current_sign_count=0,  # _count() looks at it, when the signature is known to be right
        require_user_verification=True,
    )


async def _count(account_id: ObjectId, passkey: Passkey, uses: int) -> None:
    """Section 7.2, step 22: a counter that does not grow means that there are two of the passkey."""
    if (uses or passkey.uses) and uses <= passkey.uses:
        log.error("passkey_copied", account=str(account_id), passkey=passkey.id, counted=passkey.uses, said=uses)
        raise Refused(COPIED)
    if not await actions.used(account_id, passkey, uses, now()):
        raise Refused(WRONG)


def _challenge(client_data_json: bytes) -> bytes:
    client_data = parse_client_data_json(client_data_json)
    if client_data.cross_origin:
        raise ValueError("signed in another site's frame")
    return client_data.challenge


@contextmanager
def _checking() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        log.warning("passkey_refused", reason=str(error)[:REASON_MOST])
        raise Refused(WRONG) from None
