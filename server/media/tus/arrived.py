"""Uploads whose last byte has come, and those whose last byte will not come."""

from datetime import timedelta

import structlog

from server.i18n import mark
from server.media import actions, queries
from server.media.models import ARRIVING, DELETED, FAILED, RECEIVED, Media
from server.media.storage import store
from server.media.tus import digests
from server.media.tus.intake import Overtaken
from server.media.tus.pieces import Incomplete
from server.settings import current
from server.stores.documents import load_readable, now
from server.stores.mongo import collection

SWEEP_MOST = 50
SORRY = mark("Something went wrong on our side while this file arrived. Please choose it once more.")

log = structlog.get_logger(__name__)


async def finish(media: Media) -> Media:
    """Hand an upload that is whole to the workers; the upload after it. May run twice, also at the same time."""
    arrival = media.arrival
    if arrival is None or arrival.offset < arrival.length:
        return media
    mine = {"_id": media.id, "state": ARRIVING}
    # The digest is kept first: after adopt() the bytes may no longer be under this file.
    sha256 = media.original.sha256 or await digests.finish(arrival.file, arrival.length)
    named = await collection("media").update_one(mine, {"$set": {"original.sha256": sha256}})
    if named.matched_count:
        await store.adopt(arrival.file, sha256, arrival.length, media.original.media_type, media.id)
    moment = now()
    received = {"state": RECEIVED, "stage": RECEIVED, "arrival": None, "next_try_at": moment, "queued_at": moment}
    if done := await actions.update(mine, received):
        await actions.process_later(done)
        return done
    return await _settled_elsewhere(media)


async def sweep() -> int:
    """Finish what is whole and was left by its process, give up what came to no end in time; how many there were."""
    moment = now()
    due = {"state": ARRIVING, "$or": [{"next_try_at": {"$lte": moment}}, {"arrival.expires_at": {"$lte": moment}}]}
    found = load_readable(Media, await collection("media").find(due).limit(SWEEP_MOST).to_list(None))
    for media in found:
        is_whole = media.arrival is not None and media.arrival.offset == media.arrival.length
        await (_finish_again(media) if is_whole else _expire(media))
    return len(found)


async def _finish_again(media: Media) -> None:
    try:
        await _postpone(media)
        await finish(media)
    except (Incomplete, store.Missing) as error:
        log.error("arrival_incomplete", media=str(media.id), error=str(error))
        ending = {"state": FAILED, "stage": FAILED, "error": f"did not arrive whole: {error}", "sentence": SORRY}
        await actions.update({"_id": media.id, "state": ARRIVING}, ending)


async def _postpone(media: Media) -> None:
    later = now() + timedelta(seconds=current().requeue_seconds)
    await collection("media").update_one({"_id": media.id, "state": ARRIVING}, {"$set": {"next_try_at": later}})


async def _expire(media: Media) -> None:
    """Give it up, unless bytes have come since it was looked at."""
    late = {"_id": media.id, "state": ARRIVING, "arrival.expires_at": {"$lte": now()}}
    if await actions.update(late, {"state": DELETED, "queued_at": now()}):
        await actions.purge(media.id)


async def _settled_elsewhere(media: Media) -> Media:
    """After somebody else has finished it, or its owner has given it up while its bytes were being handed over."""
    after = await queries.by_id(media.id)
    if after is None or after.state == DELETED:
        await store.release_all(media.id)
    if after is None:
        raise Overtaken
    return after
