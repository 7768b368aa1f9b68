"""Which bytes are for everybody. The database is asked at every fetch, by all who ask at the same moment together.

What a process remembers is only where it found an address last; whether it is still open is in the answer.
"""

import asyncio
from typing import NamedTuple

from bson import ObjectId

from server.media.models import DELETED
from server.relationships.queries import PUBLIC
from server.stores.mongo import Document, collection

REMEMBER_MOST = 20_000
PATIENCE_TURNS = 8
OPEN: Document = {"audience": PUBLIC, "state": {"$ne": DELETED}}
CAPTIONS = "captions.vtt"
VTT = "text/vtt; charset=utf-8"

Address = tuple[str, str]


class Place(NamedTuple):
    """The upload in which an address was found, and the media type of its bytes."""

    media: ObjectId
    media_type: str


_places: dict[Address, Place] = {}


async def media_type(sha256: str, name: str) -> str | None:
    """The type of what everybody may fetch under this address; None when there is nothing."""
    address = (sha256, name)
    place = _places.get(address)
    if place is None or address not in await _open_addresses(place.media):
        place = await _find(address)
        _remember(address, place)
    return place.media_type if place else None


def condition(sha256: str, name: str) -> Document:
    """Matches uploads that have these bytes as the rendition or the captions of this name."""
    if name == CAPTIONS:
        return {"captions.sha256": sha256}
    return {"renditions": {"$elemMatch": {"sha256": sha256, "name": name}}}


async def _find(address: Address) -> Place | None:
    fields = {"_id": 1} if address[1] == CAPTIONS else {"renditions.$": 1}
    found = await collection("media").find_one(condition(*address) | OPEN, fields)
    if found is None:
        return None
    return Place(found["_id"], VTT if address[1] == CAPTIONS else found["renditions"][0]["media_type"])


def _remember(address: Address, place: Place | None) -> None:
    _places.pop(address, None)
    if place is not None:
        if len(_places) >= REMEMBER_MOST:
            _places.pop(next(iter(_places)))
        _places[address] = place


class Turn:
    """All who ask while the last question is on its way share the next one: asking costs more than answering.

    It is sent after everybody in it asked, so nobody gets an answer that is older than her asking.
    """

    def __init__(self) -> None:
        self.ids: set[ObjectId] = set()
        self.answer = asyncio.create_task(self._ask())

    async def _ask(self) -> dict[ObjectId, set[Address]]:
        async with _asking:
            # An idle loop turns in no time; a busy one meets more who ask.
            for _ in range(PATIENCE_TURNS):
                await asyncio.sleep(0)
            _turn.clear()
            fields = {"renditions.sha256": 1, "renditions.name": 1, "captions.sha256": 1}
            found = await collection("media").find({"_id": {"$in": list(self.ids)}} | OPEN, fields).to_list(None)
            return {media["_id"]: _addresses(media) for media in found}


_turn: list[Turn] = []
_asking = asyncio.Lock()


async def _open_addresses(media: ObjectId) -> set[Address]:
    """What everybody may fetch of this upload."""
    if not _turn:
        _turn.append(Turn())
    turn = _turn[0]
    turn.ids.add(media)
    # One request that is given up must not take the answer from the others.
    return (await asyncio.shield(turn.answer)).get(media, set())


def _addresses(media: Document) -> set[Address]:
    shown = {(rendition["sha256"], rendition["name"]) for rendition in media["renditions"]}
    return shown | {(captions["sha256"], CAPTIONS) for captions in media.get("captions", [])}
