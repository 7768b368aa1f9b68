"""Addresses of what is not public, each made for one person, whom the door is asked about at each fetch.

The signature says for whom, what and until when. It is the same all through a quarter of an hour, so that browsers'
caches help. The key is made of SECRET_KEY.
"""

import hashlib
import hmac
import time

from bson import ObjectId

from server.keys import keys
from server.stores.documents import object_id

PURPOSE = "media addresses"
BUCKET_SECONDS = 15 * 60
# An address is good for the rest of its quarter of an hour and these: a video is watched that long, with pauses.
BUCKETS_AHEAD = 3


def signed(sha256: str, name: str, viewer: ObjectId, until: int | None = None) -> str:
    """The address at which `viewer` finds bytes that are not public, for 45 minutes or a little more."""
    until = until or (int(time.time()) // BUCKET_SECONDS + 1 + BUCKETS_AHEAD) * BUCKET_SECONDS
    by = _signature(keys(PURPOSE)[0], sha256, name, str(viewer), str(until))
    return f"/media/{sha256}/{name}?for={viewer}&until={until}&by={by}"


def viewer_of(sha256: str, name: str, viewer: str, until: str, by: str) -> ObjectId | None:
    """For whom signed() made an address with these parts; None when it did not, or when its time has passed."""
    made = [_signature(key, sha256, name, viewer, until) for key in keys(PURPOSE)]
    if not any(hmac.compare_digest(one.encode(), by.encode()) for one in made):
        return None
    return object_id(viewer) if int(until) > time.time() else None


def _signature(key: bytes, sha256: str, name: str, viewer: str, until: str) -> str:
    text = f"{sha256}/{name}/{viewer}/{until}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]
