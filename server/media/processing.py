"""The worker's part of an upload: claim it, have the child render it, keep the renditions, say how it ended.

Every step may run twice and may be cut off at any point. `claims` is the fencing token: who was given up for dead
and comes back can no longer write, because somebody else has claimed since.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from bson import ObjectId
from gridfs.errors import NoFile
from prometheus_client import Counter

from server.background import enqueue
from server.media import actions, queries, sandbox, store
from server.media.models import FAILED, PROCESSING, READY, Media, Rendition
from server.settings import current
from server.stores.documents import dump, now
from server.stores.mongo import collection

# Claimed this often without an end, it takes its worker down with it each time.
CLAIMS_MOST = 10
SORRY = "Something went wrong on our side while preparing this photo. Your original is safe; you can try again."

log = structlog.get_logger(__name__)
failures = Counter("tintype_media_failures_total", "Attempts to process an upload that failed", ["kind"])


async def process(media_id: ObjectId) -> bool:
    """Process one upload if it waits; whether it did. Everything that goes wrong ends in its document."""
    media = await _claim(media_id)
    if media is None:
        return False
    if media.claims > CLAIMS_MOST:
        await _fail(media, f"claimed {media.claims} times without an end: {media.error}", SORRY)
    else:
        async with _kept_alive(media):
            await _attempt(media)
    await enqueue(f"{media.plan}_settled", media_id)
    return True


async def _claim(media_id: ObjectId) -> Media | None:
    lease = now() + timedelta(seconds=current().lease_seconds)
    taken = {"state": PROCESSING, "stage": PROCESSING, "lease_until": lease, "done": 0, "of": 0}
    return await actions.update(queries.claimable(media_id), taken, claims=1)


async def _attempt(media: Media) -> None:
    try:
        with tempfile.TemporaryDirectory(prefix="tintype-") as folder:
            await _render(media, Path(folder))
    except sandbox.Refused as refused:
        await _fail(media, refused.code, refused.sentence)
    except NoFile:
        await _fail(media, "the original is not in the store", "The photo that you sent is no longer there.")
    except Exception as error:
        # Whatever it was (the child, the store, a full disk), it belongs to this upload and is kept with it.
        log.error("processing_failed", media=str(media.id), attempt=media.failures + 1, exc_info=error)
        await _postpone(media, f"{type(error).__name__}: {error}")


async def _render(media: Media, folder: Path) -> None:
    source = folder / "original"
    await store.fetch(media.original.sha256, source)

    async def on_stage(stage: str, done: int, of: int) -> None:
        await actions.update(_mine(media), {"stage": stage, "done": done, "of": of})

    rendered = await sandbox.render(source, folder, media.plan, actions.limits(current()), on_stage)
    renditions = [await _keep(file) for file in rendered.files]
    ready: dict[str, Any] = {
        "state": READY,
        "stage": READY,
        "lease_until": None,
        "error": "",
        "sentence": "",
        "width": rendered.width,
        "height": rendered.height,
        "placeholder": rendered.placeholder,
        "renditions": dump(renditions),
    }
    await actions.update(_mine(media), ready)


async def _keep(file: sandbox.RenderedFile) -> Rendition:
    sha256 = await asyncio.to_thread(store.digest, file.path)
    await store.put(file.path, sha256, file.media_type)
    return Rendition(
        name=file.name,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        bytes=file.path.stat().st_size,
        sha256=sha256,
    )


async def _postpone(media: Media, error: str) -> None:
    failures.labels("attempt").inc()
    failed = media.failures + 1
    if failed >= current().media_attempts:
        await _fail(media, error, SORRY)
    else:
        await actions.update(_mine(media), actions.try_again_at(failed) | {"error": error}, failures=1)


async def _fail(media: Media, error: str, sentence: str) -> None:
    failures.labels("final").inc()
    log.error("media_failed", media=str(media.id), error=error)
    ending = {"state": FAILED, "stage": FAILED, "lease_until": None, "error": error[:2000], "sentence": sentence}
    await actions.update(_mine(media), ending)


def _mine(media: Media) -> dict[str, Any]:
    return {"_id": media.id, "state": PROCESSING, "claims": media.claims}


@asynccontextmanager
async def _kept_alive(media: Media) -> AsyncIterator[None]:
    """Renew the lease while the work goes on."""

    async def renew() -> None:
        seconds = current().lease_seconds
        while True:
            await asyncio.sleep(seconds / 4)
            lease = now() + timedelta(seconds=seconds)
            await collection("media").update_one(_mine(media), {"$set": {"lease_until": lease}})

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
