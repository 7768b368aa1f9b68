"""Uploads that arrive piece by piece, in as many requests as it takes, through any web process."""

from collections.abc import AsyncIterator
from datetime import timedelta

from bson import ObjectId

from server.media import actions, queries, sentences
from server.media.models import ARRIVING, DELETED, Arrival, Media, Original
from server.media.refused import Refused, too_many_bytes
from server.media.tus import arrived
from server.media.tus.intake import Intake, Promise
from server.settings import current
from server.stores.documents import load, now
from server.stores.mongo import Document, collection
from server.web.streams import Disconnected

# Uploads on their way at once, in albums.
ALBUMS_AT_ONCE = 3


class OutOfStep(Exception):
    """The bytes do not begin where those that are kept end."""


class Excess(Exception):
    """More bytes came than the upload has."""


class Mismatch(Exception):
    """The bytes are not those that were promised; none of them was kept."""


async def create(owner: ObjectId, length: int, name: str) -> Media:
    """Begin an upload of `length` bytes for `owner`. Raises Refused."""
    settings, moment = current(), now()
    most = settings.video_max_mb << 20
    if not length:
        raise Refused("empty", sentences.EMPTY)
    if length > most:
        raise too_many_bytes(length, most)
    if await _count(owner) >= ALBUMS_AT_ONCE * settings.album_max:
        raise Refused("too_many_uploads", sentences.TOO_MANY_UPLOADS)
    expires_at = moment + timedelta(hours=settings.upload_hours)
    media = Media(
        id=ObjectId(),
        owner=owner,
        plan="photo",
        state=ARRIVING,
        stage=ARRIVING,
        original=Original(sha256="", bytes=length, format="", name=name[: actions.NAME_MOST]),
        arrival=Arrival(file=ObjectId(), length=length, expires_at=expires_at),
        width=0,
        height=0,
        created_at=moment,
        next_try_at=expires_at,
        queued_at=moment,
    )
    await actions.insert(media)
    return media


async def own(owner: ObjectId, media_id: ObjectId) -> Media | None:
    """Somebody's upload for a post, also when it was given up a moment ago."""
    media = await queries.by_id(media_id)
    return media if media is not None and media.owner == owner and media.plan == "photo" else None


def is_gone(media: Media) -> bool:
    """Whether an upload was given up, or its time has passed."""
    arrival = media.arrival
    is_late = arrival is not None and arrival.offset < arrival.length and arrival.expires_at <= now()
    return media.state == DELETED or is_late


async def append(media: Media, offset: int, pieces: AsyncIterator[bytes], promise: Promise | None = None) -> Media:
    """Keep the bytes of one request, which begin at `offset`; the upload after it.

    What came before the connection broke is kept, too. Raises OutOfStep, Overtaken, Excess, Mismatch and Disconnected;
    also Refused, and then the upload was given up.
    """
    media = await _fenced(media, offset)
    if media.arrival is None:
        raise OutOfStep
    intake = await Intake.begin(media, media.arrival, promise)
    try:
        await _take_all(intake, pieces)
    except Refused:
        await actions.discard(media.owner, media.id)
        raise
    return await arrived.finish(intake.media)


async def _take_all(intake: Intake, pieces: AsyncIterator[bytes]) -> None:
    try:
        async for piece in pieces:
            intake.take(piece)
            if intake.has_excess:
                raise Excess
            if intake.is_due:
                await intake.write()
    except Disconnected:
        await intake.write()
        raise
    if not intake.is_as_promised:
        raise Mismatch
    await intake.keep()


async def _fenced(media: Media, offset: int) -> Media:
    """Make the present request the upload's only writer."""
    document = await collection("media").find_one_and_update(
        {"_id": media.id, "state": ARRIVING, "arrival.offset": offset},
        {"$inc": {"arrival.writer": 1}},
        return_document=True,
    )
    if document is None:
        raise OutOfStep
    return load(Media, document)


async def _count(owner: ObjectId) -> int:
    on_their_way: Document = {"owner": owner, "post": None, "state": ARRIVING}
    return await collection("media").count_documents(on_their_way)
