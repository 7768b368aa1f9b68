"""Server-side sessions: the cookie (quart-auth) carries an opaque id, the document says whom it stands for.

A process remembers an answer for a few seconds; ending a session tells all processes at once.
"""

import hashlib
import secrets
import time
from datetime import timedelta

from bson import ObjectId

from server.accounts.models import Account, Session, Viewer
from server.realtime import publish
from server.settings import current
from server.stores.documents import dump, load, now
from server.stores.mongo import collection

REMEMBER_SECONDS = 5.0
REMEMBER_MOST = 20_000

_remembered: dict[str, tuple[float, Viewer | None]] = {}


async def start(account_id: ObjectId, device: str) -> str:
    """Begin a session for an account, however it was proven; the returned id goes into the cookie."""
    auth_id = secrets.token_urlsafe(32)
    moment = now()
    session = Session(
        id=_key(auth_id),
        account=account_id,
        created_at=moment,
        expires_at=moment + timedelta(days=current().session_days),
        device=device[:200],
    )
    await collection("sessions").insert_one(dump(session))
    return auth_id


async def end(session: str) -> None:
    """End the session with this (hashed) id: its cookie is dead at once and its sockets are closed."""
    await collection("sessions").delete_one({"_id": session})
    forget_session(session)
    await publish.control("session_ended", session)


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


def forget_account(account_id: str) -> None:
    """Ask the database again for every session of this account: its name or picture has changed."""
    for key, (_, known) in list(_remembered.items()):
        if known is not None and str(known.id) == account_id:
            _remembered.pop(key, None)


async def _find(key: str) -> Viewer | None:
    document = await collection("sessions").find_one({"_id": key, "expires_at": {"$gt": now()}})
    if document is None:
        return None
    session = load(Session, document)
    found = await collection("accounts").find_one({"_id": session.account})
    if found is None:
        return None
    account = load(Account, found)
    return Viewer(id=account.id, username=account.username, name=account.name, avatar=account.avatar, session=key)


def _key(auth_id: str) -> str:
    return hashlib.blake2b(auth_id.encode(), digest_size=24).hexdigest()
