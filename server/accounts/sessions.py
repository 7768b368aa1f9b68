"""Server-side sessions: the cookie (quart-auth) carries an opaque id, the document says whom it stands for.

A process remembers an answer for some seconds. Ending a session tells all processes at once; one that could not be told
is told to ask anew as soon as that is possible.
"""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Coroutine
from datetime import timedelta

import structlog
from bson import ObjectId
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from server.accounts.models import Account, Session, Viewer
from server.realtime import publish
from server.settings import current
from server.stores.documents import dump, load, load_readable, now
from server.stores.mongo import collection

REMEMBER_SECONDS = 20.0
REMEMBER_MOST = 20_000
SEEN_EVERY = timedelta(hours=1)
SESSION_SEEN_EVERY = timedelta(minutes=5)

log = structlog.get_logger(__name__)
_remembered: dict[str, tuple[float, Viewer | None]] = {}
_noting: set["asyncio.Task[None]"] = set()


async def start(account_id: ObjectId, device: str, *, address: str = "", how: str = "") -> str:
    """Begin a session for an account, proven by `how` just now; the returned id goes into the cookie."""
    auth_id = secrets.token_urlsafe(32)
    moment = now()
    session = Session(
        id=_key(auth_id),
        account=account_id,
        created_at=moment,
        expires_at=moment + timedelta(days=current().session_days),
        proved_at=moment,
        seen_at=moment,
        device=device[:200],
        address=address,
        how=how,
    )
    await collection("sessions").insert_one(dump(session))
    return auth_id


async def end(session: str) -> None:
    """End the session with this (hashed) id: its cookie is dead at once and its sockets are closed."""
    await collection("sessions").delete_one({"_id": session})
    await ended(session)


async def end_all(account_id: ObjectId, *, but: str = "") -> int:
    """End every session of an account but this one; how many there were."""
    found = await take_away(account_id, but=but)
    for session in found:
        await ended(session)
    return len(found)


async def take_away(account_id: ObjectId, within: AsyncClientSession | None = None, *, but: str = "") -> list[str]:
    """The same `within` a transaction, as far as the store goes; ended() must follow for each that is returned."""
    query = {"account": account_id, "_id": {"$ne": but}}
    found = await collection("sessions").distinct("_id", query, session=within)
    await collection("sessions").delete_many(query, session=within)
    return found


async def ended(session: str) -> None:
    """Have every process know that a session is no more."""
    forget_session(session)
    await publish.control("session_ended", session)


async def of(account_id: ObjectId) -> list[Session]:
    """The sessions of an account that stand, the one seen last first."""
    documents = await collection("sessions").find({"account": account_id} | _standing()).to_list(None)
    return sorted(load_readable(Session, documents), key=lambda each: each.seen_at, reverse=True)


async def prove(session: str) -> None:
    """She has just proved again who she is."""
    await collection("sessions").update_one({"_id": session}, {"$set": {"proved_at": now()}})


async def is_proved(session: str, within: timedelta) -> bool:
    """Whether who has this session proved who she is so lately."""
    query = {"_id": session, "proved_at": {"$gt": now() - within}}
    return await collection("sessions").find_one(query, {"_id": 1}) is not None


async def viewer(auth_id: str | None) -> Viewer | None:
    """Who is behind the id from the cookie; None when nobody, or no longer."""
    if auth_id is None:
        return None
    key = _key(auth_id)
    known = _remembered.get(key)
    if known is None or known[0] < time.monotonic():
        if len(_remembered) >= REMEMBER_MOST:
            _remembered.clear()
        known = _remembered[key] = (time.monotonic() + REMEMBER_SECONDS, await _find(key))
    return known[1]


async def is_alive(viewer: Viewer) -> bool:
    """Whether the session still stands, asked of the database itself."""
    return await _find(viewer.session) is not None


def forget_session(session: str) -> None:
    """Ask the database again when this session is next used."""
    _remembered.pop(session, None)


def forget_all(_: str) -> None:
    """Ask the database again for every session: what was said of some of them may have been lost."""
    _remembered.clear()


def forget_account(account_id: str) -> None:
    """Ask the database again for every session of this account: its name or picture has changed."""
    for key, (_, known) in list(_remembered.items()):
        if known is not None and str(known.id) == account_id:
            _remembered.pop(key, None)


async def _find(key: str) -> Viewer | None:
    document = await collection("sessions").find_one({"_id": key} | _standing())
    if document is None:
        return None
    session = load(Session, document)
    found = await collection("accounts").find_one({"_id": session.account, "suspended_at": None})
    if found is None:
        return None
    account = load(Account, found)
    _note_visit(account, session)
    return Viewer(
        id=account.id,
        username=account.username,
        name=account.name,
        avatar=account.avatar,
        session=key,
        language=account.language,
    )


def _standing() -> dict[str, object]:
    """Sessions that have neither expired nor been idle for too long."""
    moment = now()
    return {
        "expires_at": {"$gt": moment},
        "seen_at": {"$gt": moment - timedelta(days=current().session_idle_days)},
    }


def _note_visit(account: Account, session: Session) -> None:
    """Write down that she is here, when that was last done long ago; no page waits for it."""
    moment = now()
    if moment - session.seen_at >= SESSION_SEEN_EVERY:
        _note(_write_seen(session.id))
    if account.seen_at is None or moment - account.seen_at >= SEEN_EVERY:
        _note(_write_visit(account.id))


def _note(writing: Coroutine[None, None, None]) -> None:
    noting = asyncio.create_task(writing)
    _noting.add(noting)
    noting.add_done_callback(_noting.discard)


async def _write_seen(session: str) -> None:
    try:
        await collection("sessions").update_one({"_id": session}, {"$set": {"seen_at": now()}})
    except PyMongoError as error:
        log.warning("visit_not_noted", reason=str(error))


async def _write_visit(account_id: ObjectId) -> None:
    moment = now()
    long_ago = {"$or": [{"seen_at": None}, {"seen_at": {"$lt": moment - SEEN_EVERY}}]}
    try:
        await collection("accounts").update_one({"_id": account_id} | long_ago, {"$set": {"seen_at": moment}})
    except PyMongoError as error:
        log.warning("visit_not_noted", account=str(account_id), reason=str(error))


def _key(auth_id: str) -> str:
    return hashlib.blake2b(auth_id.encode(), digest_size=24).hexdigest()
