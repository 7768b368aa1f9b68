"""Devices that an account has signed in from before: each carries a random text in a cookie, whose hash is stored.

It opens nothing. It only keeps strangers who guess at an account from slowing down the person at her own device.
"""

import hashlib
import secrets
from datetime import timedelta

from bson import ObjectId
from pymongo import ASCENDING, IndexModel
from quart import g
from werkzeug.sansio.response import Response

from server.stores.documents import now
from server.stores.mongo import collection
from server.web import cookies

COOKIE = "tintype_device"
# As long as browsers keep a cookie at most (RFC 6265bis).
LASTS = timedelta(days=400)
TEXT_BYTES, TEXT_MOST = 32, 43

# Shard key: _id, which is random already.
INDEXES = {"devices": [IndexModel([("seen_at", ASCENDING)], expireAfterSeconds=int(LASTS.total_seconds()))]}


async def device(account_id: ObjectId) -> str:
    """What this request's device is called when the account has signed in from it before; else empty."""
    text = cookies.sent(COOKIE)
    if not text:
        return ""
    key = _key(text, account_id)
    # Guessing and coming in both ask.
    asked: dict[str, bool] = g.setdefault("known_devices", {})
    if key not in asked:
        asked[key] = await collection("devices").find_one({"_id": key}, {"_id": 1}) is not None
    return key if asked[key] else ""


async def remember(account_id: ObjectId, response: Response) -> None:
    """The account signs in from this device: know it from now on."""
    text = cookies.sent(COOKIE)
    if len(text) != TEXT_MOST:
        text = secrets.token_urlsafe(TEXT_BYTES)
    await collection("devices").update_one({"_id": _key(text, account_id)}, {"$set": {"seen_at": now()}}, upsert=True)
    cookies.give(response, COOKIE, text, LASTS)


def _key(text: str, account_id: ObjectId) -> str:
    return hashlib.blake2b(f"device {text} {account_id}".encode(), digest_size=24).hexdigest()
