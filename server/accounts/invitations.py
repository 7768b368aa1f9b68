"""Invitations: codes that let so many people join, for a while. The store holds their hashes only."""

import hashlib
import secrets
from datetime import datetime, timedelta

import msgspec

from server.stores.documents import dump, now
from server.stores.mongo import Session, collection

# Crockford's base 32: no letter of it is taken for another when somebody types it.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKS_LIKE = str.maketrans("OIL", "011")
# 80 bits, in groups that can be read out.
GROUPS, GROUP = 4, 4


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A code (`_id` is its hash), how many may still join with it, and until when."""

    id: str = msgspec.field(name="_id")
    left: int
    created_at: datetime
    expires_at: datetime


class NotInvited(Exception):
    """This code lets nobody in: it never did, has been used up or has expired."""


async def make(uses: int, lasts: timedelta) -> str:
    """A new code with which `uses` people may join; it stands nowhere else."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    code = "-".join(groups)
    moment = now()
    made = Invitation(id=_key(code), left=uses, created_at=moment, expires_at=moment + lasts)
    await collection("invitations").insert_one(dump(made))
    return code


async def is_good(code: str) -> bool:
    """Whether somebody may still join with this code."""
    return await collection("invitations").find_one(_open(code), {"_id": 1}) is not None


async def use(code: str, session: Session) -> None:
    """Let one person in with this code, if the transaction succeeds. Raises NotInvited."""
    used = await collection("invitations").update_one(_open(code), {"$inc": {"left": -1}}, session=session)
    if used.matched_count == 0:
        raise NotInvited


def _open(code: str) -> dict[str, object]:
    return {"_id": _key(code), "left": {"$gt": 0}, "expires_at": {"$gt": now()}}


def _key(code: str) -> str:
    typed = "".join(letter for letter in code.upper() if letter.isalnum()).translate(LOOKS_LIKE)
    return hashlib.blake2b(f"invitation {typed}".encode(), digest_size=24).hexdigest()
