"""GET /media/…, door and all, against plain Quart routes that answer with the same bytes."""

import asyncio
import os
from pathlib import Path
from statistics import median

from bson import ObjectId

from bench import load, site
from bench.results import Result
from server.app import INDEXES, stores
from server.media.models import READY, Media, Original, Rendition
from server.media.storage import store
from server.relationships.queries import PUBLIC
from server.settings import current
from server.stores import indexes
from server.stores.documents import dump, now
from server.stores.mongo import collection

ROUNDS = 6
SECONDS = 1
MIB = 1 << 20
SIZES = {"40KB": 40_000, "200KB": 200_000, "5MB": 5_000_000, "50MB": 50_000_000}
# What is asked for: how many bytes there are, and which of them.
ASKED = {"40KB": "", "200KB": "", "5MB": "", "1MiB_of_50MB": f"Range: bytes={20 * MIB}-{21 * MIB - 1}"}
PLAIN = {
    "memory": "a plain Quart route, the bytes in its memory",
    "file": "a plain Quart route that reads a file",
    "gridfs": "a plain Quart route that reads GridFS with its driver",
}


def measure(folder: Path) -> list[Result]:
    """Requests a second for each size, and how many times the plain routes' that is."""
    files = folder / "plain"
    files.mkdir()
    addresses = asyncio.run(_fill(files))
    with (
        site.serving(folder, "media", "server", "web") as (_, ours),
        site.serving(folder, "plain", "bench.plain_media", str(files)) as (_, plain),
    ):
        rounds = [_round(ours, plain, addresses) for _ in range(ROUNDS)]
    return [result for asked in ASKED for result in _results(asked, rounds)]


async def _fill(files: Path) -> dict[str, str]:
    """The same bytes in the store and in files of the same names; the address and the file of each size."""
    async with stores(current()):
        await indexes.create(INDEXES)
        return {size: await _upload(files, length) for size, length in SIZES.items()}


async def _upload(files: Path, length: int) -> str:
    aside, media_id, moment = files / "aside", ObjectId(), now()
    aside.write_bytes(os.urandom(length))
    sha256 = await store.keep(aside, "image/jpeg", media_id)
    aside.rename(files / sha256)
    rendition = Rendition(name="w1080.jpg", media_type="image/jpeg", width=1, height=1, bytes=length, sha256=sha256)
    media = Media(
        id=media_id,
        owner=ObjectId(),
        plan="photo",
        state=READY,
        audience=PUBLIC,
        original=Original(sha256="", bytes=0, format="jpeg"),
        width=1,
        height=1,
        created_at=moment,
        next_try_at=moment,
        queued_at=moment,
        renditions=[rendition],
    )
    await collection("media").insert_one(dump(media))
    return rendition.path


def _round(ours: int, plain: int, addresses: dict[str, str]) -> dict[tuple[str, str], float]:
    found = {}
    for asked, header in ASKED.items():
        path = addresses[asked.split("_")[-1]]
        found[asked, "ours"] = load.requests_per_second(ours, path, "", SECONDS, header)
        for way in PLAIN:
            name = path.split("/")[2]
            found[asked, way] = load.requests_per_second(plain, f"/{way}/{name}", "", SECONDS, header)
    return found


def _results(asked: str, rounds: list[dict[tuple[str, str], float]]) -> list[Result]:
    rate = median(each[asked, "ours"] for each in rounds)
    return [
        Result(
            f"delivery_{asked}" + ("" if way == "memory" else f"_to_{way}"),
            rate,
            "requests/s",
            median(each[asked, "ours"] / each[asked, way] for each in rounds),
            against,
        )
        for way, against in PLAIN.items()
    ]
