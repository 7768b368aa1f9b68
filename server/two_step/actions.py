"""Turning two-step sign-in on and off, and taking its codes; trusting devices."""

import secrets
from datetime import timedelta

from bson import ObjectId

from server.accounts import credentials, notices, queries, tickets
from server.accounts.models import Totp
from server.i18n import mark
from server.keys import seal, unseal
from server.settings import current
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction
from server.two_step import app_codes, recovery_codes
from server.two_step.models import PENDING, TrustedDevice
from server.two_step.queries import device_key
from server.web import slowing

SEALED = "totp"
# Three of a million codes are good at any moment. Ten wrong ones cost nothing, each of which counts for an hour; then
# the waits grow up to half an hour: whoever has the password and tries for a year finds one with a chance of 1 in 20.
# Who has to wait for that has her recovery codes and passkeys, which nothing slows down.
APP_CODES = slowing.Pace(free=10, drain=3600, first=30, most=1800)


async def turn_on(account_id: ObjectId, secret: str, step: int) -> list[str] | None:
    """Ask for codes made of this secret from now on, the one of `step` being used.

    Returns the recovery codes, which stand nowhere else; None when it was on already.
    """
    totp = Totp(secret=seal(SEALED, secret), since=now(), step=step)
    made = recovery_codes.new()
    change = {"totp": dump(totp), "recovery_codes": await recovery_codes.hashed(account_id, *made)}
    done = await collection("credentials").update_one({"_id": account_id, "totp": None}, {"$set": change})
    if not done.matched_count:
        return None
    await _tell(account_id, mark("Two-step sign-in was turned on."))
    return made


async def renew_recovery_codes(account_id: ObjectId) -> list[str] | None:
    """Other recovery codes, which stand nowhere else; the old ones are good for nothing. None when it is off."""
    made = recovery_codes.new()
    change = {"recovery_codes": await recovery_codes.hashed(account_id, *made)}
    done = await collection("credentials").update_one({"_id": account_id, "totp": {"$ne": None}}, {"$set": change})
    if not done.matched_count:
        return None
    what = mark("New recovery codes were made for two-step sign-in, and the old ones are good for nothing.")
    await _tell(account_id, what)
    return made


async def turn_off(account_id: ObjectId) -> None:
    """She asks for no codes any more."""
    await reset(account_id)
    await _tell(account_id, mark("Two-step sign-in was turned off."))


async def reset(account_id: ObjectId) -> None:
    """No code is asked for, old ones are good for nothing, and no device is trusted. Whoever does it tells her."""

    async def write(session: Session) -> None:
        change: dict[str, object] = {"$set": {"totp": None, "recovery_codes": []}}
        await collection("credentials").update_one({"_id": account_id}, change, session=session)
        await forget_devices(account_id, session)

    await transaction(write)


async def accept(account_id: ObjectId, typed: str) -> bool:
    """Whether this is a code of hers, from the app or for recovery, that was not used yet; it is then used up.

    Raises TooManyRequests, with the seconds to wait, after many wrong codes of an app.
    """
    code = recovery_codes.plain(typed)
    totp = (await credentials.of(account_id)).totp
    if totp is None:
        return False
    if len(code) == recovery_codes.DIGITS:
        return await _use_recovery_code(account_id, code)
    await slowing.count_try(APP_CODES, who := f"app code:{account_id}")
    if not await _use_app_code(account_id, totp, code):
        return False
    await slowing.give_back(who)
    return True


async def trust(account_id: ObjectId, *, device: str, address: str) -> str:
    """Ask for no code on this device for TRUSTED_DAYS; the returned text is what its cookie must say."""
    token = secrets.token_urlsafe(32)
    moment = now()
    made = TrustedDevice(
        id=device_key(token),
        account=account_id,
        created_at=moment,
        expires_at=moment + timedelta(days=current().trusted_days),
        device=device[:200],
        address=address,
    )
    await collection("trusted_devices").insert_one(dump(made))
    return token


async def forget_device(account_id: ObjectId, device_id: str) -> None:
    """Ask for the code on this device again; not when it is somebody else's."""
    await collection("trusted_devices").delete_one({"_id": device_id, "account": account_id})


async def forget_devices(account_id: ObjectId, session: Session | None = None) -> None:
    """Ask for the code everywhere again, and have whoever has only given the password so far begin anew."""
    await collection("trusted_devices").delete_many({"account": account_id}, session=session)
    await tickets.revoke(account_id, PENDING, session=session)


async def _tell(account_id: ObjectId, what: str) -> None:
    if account := await queries.by_id(account_id):
        await notices.security_changed(account, what)


async def _use_app_code(account_id: ObjectId, totp: Totp, code: str) -> bool:
    secret = unseal(SEALED, totp.secret)
    step = app_codes.step(secret, code, now()) if secret else None
    if step is None:
        return False
    unused = {"_id": account_id, "totp.secret": totp.secret, "totp.step": {"$lt": step}}
    done = await collection("credentials").update_one(unused, {"$set": {"totp.step": step}})
    return done.matched_count == 1


async def _use_recovery_code(account_id: ObjectId, code: str) -> bool:
    (stored,) = await recovery_codes.hashed(account_id, code)
    left = {"_id": account_id, "recovery_codes": stored}
    done = await collection("credentials").update_one(left, {"$pull": {"recovery_codes": stored}})
    return done.matched_count == 1
