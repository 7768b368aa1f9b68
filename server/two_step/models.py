"""Devices that are not asked for the second factor."""

from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel

# The purpose of the ticket of who has shown the first factor and not yet the second.
PENDING = "second step"

# Shard key: _id, which is random already.
INDEXES = {
    "trusted_devices": [
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("account", ASCENDING)]),
    ],
}


class TrustedDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that one person trusts. `_id` is a hash of what its cookie says; `device` is its User-Agent."""

    id: str = msgspec.field(name="_id")
    account: ObjectId
    created_at: datetime
    expires_at: datetime
    device: str
    address: str
