"""Reading what is trusted."""

import hashlib

from bson import ObjectId

from server.stores.documents import load_readable, now
from server.stores.mongo import collection
from server.two_step.models import TrustedDevice


async def trusted_devices(account_id: ObjectId) -> list[TrustedDevice]:
    """The devices that a person trusts, the newest first."""
    found = collection("trusted_devices").find({"account": account_id, "expires_at": {"$gt": now()}})
    return load_readable(TrustedDevice, await found.sort("created_at", -1).to_list(None))


async def is_trusted(account_id: ObjectId, token: str) -> bool:
    """Whether this person trusts the device whose cookie says `token`."""
    query = {"_id": device_key(token), "account": account_id, "expires_at": {"$gt": now()}}
    return bool(token) and await collection("trusted_devices").find_one(query, {"_id": 1}) is not None


def device_key(token: str) -> str:
    """The id of the device whose cookie says `token`."""
    return hashlib.blake2b(token.encode(), digest_size=24).hexdigest()
