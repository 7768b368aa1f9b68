"""The worker's part of an upload: claim it, have the child render it, keep the renditions, say how it ended.

Every step may run twice and may be cut off at any point. `claims` is the fencing token: who was given up for dead
and comes back can no longer write, because somebody else has claimed since.
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from bson import ObjectId
from prometheus_client import Counter

from server.background import enqueue
from server.media import actions, queries, sandbox, sentences
from server.media.models import FAILED, PROCESSING, READY, Media, Rendition
from server.media.refused import Values
from server.media.storage import store
from server.relationships.queries import AUTHOR
from server.settings import current
from server.stores.documents import dump, now
from server.stores.mongo import collection

# Claimed this often without an end, it takes its worker down with it each time.
CLAIMS_MOST = 10
# A rendition as a playlist names it.
NAME = re.compile(r"\bv[0-9]{1,4}\.(?:mp4|m3u8)")

log = structlog.get_logger(__name__)
failures = Counter("tintype_media_failures_total", "Attempts to process an upload that failed", ["kind"])


class Leaked(Exception):
    """A rendition still says something of what its original carried; the text is for operators."""


async def process(media_id: ObjectId) -> bool:
    """Process one upload if it waits; whether it did. Everything that goes wrong ends in its document."""
    media = await _claim(media_id)
    if media is None:
        return False
    claims = media.claims - media.claims_before
    if claims > CLAIMS_MOST:
        await _fail(media, f"claimed {claims} times without an end: {media.error}", sentences.SORRY)
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
            await _develop(media, Path(folder))
    except sandbox.Refused as refused:
        await _fail(media, refused.code, refused.message, refused.values)
    except (store.Missing, store.Corrupt) as gone:
        await _fail(media, str(gone), sentences.GONE)
    except Exception as error:
        # Whatever it was (the child, the store, a full disk), it belongs to this upload and is kept with it.
        log.error("processing_failed", media=str(media.id), attempt=media.failures + 1, exc_info=error)
        await _postpone(media, f"{type(error).__name__}: {error}")


async def _develop(media: Media, folder: Path) -> None:
    """From the original to proven renditions."""
    begun, source = now(), folder / "original"
    await store.fetch(media.original.sha256, source)
    if media.findings is None:
        await _check(media, source)
    made = folder / "made"
    made.mkdir()
    limits = actions.limits(current())
    rendered = await sandbox.render(source, made, media.plan, limits, partial(_show_stage, media), media.edit)
    renditions = await _keep_all(media, rendered.files)
    await _show_stage(media, "proving", 0, 0)
    await _prove(renditions, folder / "stored")
    await _finish(media, rendered, renditions, begun)


async def _finish(media: Media, rendered: sandbox.Rendered, renditions: list[Rendition], begun: datetime) -> None:
    """It is ready; what was shown of it before an edit is given up, and stays nowhere."""
    ready: dict[str, Any] = {
        "state": READY,
        "stage": READY,
        "lease_until": None,
        "error": "",
        "sentence": "",
        "proved_at": now(),
        "renditions": dump(renditions),
    }
    told = ("width", "height", "placeholder", "seconds", "loudness", "has_sound", "loops")
    replaced = {rendition.sha256 for rendition in media.renditions} - {made.sha256 for made in renditions}
    if replaced and media.post is not None:
        # Its post opens what is new when it shows it. Until then the sweep finds the post.
        ready["audience"] = AUTHOR
    if await actions.update(_mine(media), ready | {name: getattr(rendered, name) for name in told}):
        # An edit of this very moment may hold some of it anew.
        await store.release(media.id, replaced, unless_held_since=begun)


async def _check(media: Media, source: Path) -> None:
    """What the file is and what it carries: an upload that arrived in parts has not been looked at yet."""
    found = await sandbox.inspect(source, actions.limits(current()))
    checked: dict[str, Any] = {
        "stage": "checked",
        "original.format": found.format,
        "findings": dump(list(found.findings)),
        "camera": found.camera,
    }
    told = ("kind", "width", "height", "seconds")
    await actions.update(_mine(media), checked | {name: getattr(found, name) for name in told})


async def _show_stage(media: Media, stage: str, done: int, of: int) -> None:
    await actions.update(_mine(media), {"stage": stage, "done": done, "of": of})


async def _keep_all(media: Media, files: Iterable[sandbox.RenderedFile]) -> list[Rendition]:
    """Each file under the SHA-256 of its bytes. A playlist comes after what it names, and then names the addresses."""
    kept: dict[str, Rendition] = {}
    for file in files:
        if file.path.suffix == ".m3u8":
            file.path.write_text(_with_paths(file.path.read_text(), kept))
        sha256 = await store.keep(file.path, file.media_type, media.id)
        kept[file.name] = Rendition(
            name=file.name,
            media_type=file.media_type,
            width=file.width,
            height=file.height,
            bytes=file.path.stat().st_size,
            sha256=sha256,
        )
    return list(kept.values())


def _with_paths(playlist: str, kept: Mapping[str, Rendition]) -> str:
    return NAME.sub(lambda found: kept[found[0]].path if found[0] in kept else found[0], playlist)


async def _prove(renditions: Iterable[Rendition], folder: Path) -> None:
    """Read the stored bytes again: nothing but the picture may be in them. Raises Leaked."""
    folder.mkdir()
    for rendition in renditions:
        await store.fetch(rendition.sha256, folder / rendition.name)
    leftovers = await sandbox.prove(sorted(folder.iterdir()), actions.limits(current()))
    if leftovers:
        raise Leaked("; ".join(leftovers))


async def _postpone(media: Media, error: str) -> None:
    failures.labels("attempt").inc()
    failed = media.failures + 1
    if failed >= current().media_attempts:
        await _fail(media, error, sentences.SORRY)
    else:
        await actions.update(_mine(media), actions.try_again_at(failed) | {"error": error}, failures=1)


async def _fail(media: Media, error: str, sentence: str, values: Values | None = None) -> None:
    failures.labels("final").inc()
    log.error("media_failed", media=str(media.id), error=error)
    ending = {"state": FAILED, "stage": FAILED, "lease_until": None, "error": error[:2000]}
    await actions.update(_mine(media), ending | {"sentence": sentence, "sentence_values": dict(values or {})})


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
