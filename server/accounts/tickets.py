"""Tickets: random texts that are good for one thing, once, for a while; the links in mails, OAuth's state, challenges.

The store holds their hashes only. Those of letters are kept for a while after their time, so that an old link can say
what it is.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import msgspec
from bson import ObjectId

from server.stores.documents import dump, load, now
from server.stores.mongo import Session, collection

UNKNOWN, USED, EXPIRED = "unknown", "used", "expired"


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket is good for, and what was noted with it."""

    id: str = msgspec.field(name="_id")
    purpose: str
    expires_at: datetime
    gone_at: datetime
    account: ObjectId | None = None
    data: dict[str, str] = {}
    used_at: datetime | None = None
    tries: int = 0


class Spent(Exception):
    """A ticket that opens nothing; `reason` is UNKNOWN, USED or EXPIRED."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def issue(
    purpose: str,
    lasts: timedelta,
    *,
    known_for: timedelta = timedelta(0),
    account: ObjectId | None = None,
    data: dict[str, str] | None = None,
    session: Session | None = None,
) -> str:
    """Make a ticket that is good while it `lasts`, and `known_for` as long after that as one that was; the text that
    opens it, which stands nowhere else."""
    text, until = secrets.token_urlsafe(32), now() + lasts
    made = Ticket(
        id=_key(purpose, text),
        purpose=purpose,
        expires_at=until,
        gone_at=until + known_for,
        account=account,
        data=data or {},
    )
    await collection("tickets").insert_one(dump(made), session=session)
    return text


async def look(purpose: str, text: str) -> Ticket:
    """The ticket that `text` would open, without using it. Raises Spent."""
    return _good(await collection("tickets").find_one({"_id": _key(purpose, text)}))


async def use(purpose: str, text: str, session: Session | None = None) -> Ticket:
    """The ticket that `text` opens; of all who use it at once, one is given it. Raises Spent."""
    unused = {"_id": _key(purpose, text), "used_at": None}
    before = await collection("tickets").find_one_and_update(unused, {"$set": {"used_at": now()}}, session=session)
    if before is None:
        before = await collection("tickets").find_one({"_id": _key(purpose, text)}, session=session)
    return _good(before)


async def try_once(purpose: str, text: str, most: int) -> Ticket:
    """Count a try (of a code) with a ticket; after `most` of them it opens nothing any more. Raises Spent."""
    unused = {"_id": _key(purpose, text), "used_at": None, "tries": {"$lt": most}}
    found = await collection("tickets").find_one_and_update(unused, {"$inc": {"tries": 1}}, return_document=True)
    if found is None:
        raise Spent(USED)
    return _good(found)


async def revoke(account: ObjectId, *purposes: str, session: Session | None = None) -> None:
    """Have an account's open tickets of these purposes open nothing any more."""
    query = {"account": account, "purpose": {"$in": list(purposes)}, "used_at": None}
    await collection("tickets").update_many(query, {"$set": {"used_at": now()}}, session=session)


def _good(document: dict[str, object] | None) -> Ticket:
    if document is None:
        raise Spent(UNKNOWN)
    ticket = load(Ticket, document)
    if ticket.used_at is not None:
        raise Spent(USED)
    if ticket.expires_at <= now():
        raise Spent(EXPIRED)
    return ticket


def _key(purpose: str, text: str) -> str:
    return hashlib.blake2b(f"{purpose} {text}".encode(), digest_size=24).hexdigest()
