"""A large video on a bad line, while processes are killed: it arrives, once, and the pages say where it is."""

import random
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.cast import Person
from tests.media import uploading, videos
from tests.media.uploading import MEGABYTE, Upload
from tests.site import Site, eventually

pytestmark = pytest.mark.slow

PADDING = 24 * MEGABYTE
SECONDS = 120.0


def large_film(folder: Path) -> bytes:
    """Seconds of film, and much that is no film: as large as a long one, and as quick to encode as a short one."""
    film = videos.clip(
        folder / "film.mp4", *videos.H264, *videos.AAC, size=(640, 480), seconds=12, rate=30
    ).read_bytes()
    return film + struct.pack(">I4s", PADDING + 8, b"free") + random.Random(3).randbytes(PADDING)


async def cut_off(upload: Upload, begin: int, end: int) -> None:
    """Send bytes, and have the line break in the middle of what was promised."""
    async with upload.sending(begin) as line:
        line.write(upload.data[begin:end])
        await line.drain()
    await upload.stands_at(end)


async def says(person: Person, path: str, words: str) -> None:
    """Wait until the page says these words, which may be a pattern."""

    async def does() -> bool:
        return re.search(words, (await person.get(path)).text) is not None

    await eventually(does, seconds=SECONDS)


async def test_it_arrives_once_and_shows_where_it_is(fragile: Site, database: Any, tmp_path: Path) -> None:
    alice = await cast.join(fragile, "alice")
    data = large_film(tmp_path)
    upload = await uploading.begin(alice, data)
    await cut_off(upload, 0, 5 * MEGABYTE)
    await says(alice, "/posts/new", "Arriving, 1[0-9] %")
    await cut_off(upload, 5 * MEGABYTE, 9 * MEGABYTE)
    async with upload.sending(9 * MEGABYTE) as line:
        line.write(data[9 * MEGABYTE : 14 * MEGABYTE])
        await line.drain()
        fragile.processes["web"].kill()
    fragile.restart("web")
    here = await upload.offset()
    assert 9 * MEGABYTE <= here <= 14 * MEGABYTE, "what was kept before the kill is there"
    assert (await upload.patch(here)).status_code == 204
    assert await upload.offset() == len(data)

    posted = await alice.post("/posts", data={"caption": "At last", "item": str(upload.id), "alt": "A test card"})
    assert posted.status_code == 200
    path = posted.url.path
    await says(alice, path, "Encoding, [0-9]+ %")
    fragile.processes["worker"].kill()
    assert "Encoding" in (await alice.get(path)).text, "the page still says where it was"
    fragile.restart("worker")
    await says(alice, path, 'class="card"')

    assert database.media.count_documents({}) == 1
    assert database.posts.count_documents({"state": "published"}) == 1
    media = database.media.find_one({})
    held = {media["original"]["sha256"], *(rendition["sha256"] for rendition in media["renditions"])}
    assert set(database.blobs.distinct("_id")) == held, "nothing of the attempt that died is left over"
    page = (await alice.get(path)).text
    (playlist,) = set(re.findall(r"/media/[0-9a-f]{64}/master\.m3u8", page))
    assert "#EXTM3U" in (await alice.get(playlist)).text
    original = re.search(r'/media/[0-9a-f]{64}/original\?[^"]+', page)
    assert original
    assert (await alice.get(original[0].replace("&amp;", "&"))).content == data
