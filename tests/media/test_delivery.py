"""Bytes for everybody, as browsers, players and caches fetch them."""

import asyncio
import random

import httpx2
import pytest

from server.media.storage.gridfs import CHUNK_BYTES
from tests.cast import Cast, Person
from tests.media import stored
from tests.media.delivered import captioned, change, named, shown
from tests.media.stored import noise
from tests.pages import Page

SMALL, LARGE = 1000, 9 * CHUNK_BYTES + 77
SIZES = (SMALL, CHUNK_BYTES, CHUNK_BYTES + 1, LARGE)


@pytest.mark.parametrize("size", SIZES)
async def test_whoever_asks_gets_the_bytes_and_may_keep_them_for_ever(size: int, people: Cast, nobody: Person) -> None:
    data = noise(size)
    path = await shown(people.alice, data)
    for person in (nobody, people.charlie):
        for _ in range(2):
            answer = await person.get(path)
            assert (answer.status_code, answer.content) == (200, data)
            told = answer.headers
            assert told["Content-Length"] == str(size)
            assert told["Content-Type"] == "image/jpeg"
            assert told["ETag"] == f'"{named(path)[0]}"'
            assert told["Accept-Ranges"] == "bytes"
            assert {"public", "max-age=31536000", "immutable"} <= set(told["Cache-Control"].split(", "))
            assert told["X-Content-Type-Options"] == "nosniff"
            assert told["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert "Set-Cookie" not in told
            assert "Cookie" not in told.get("Vary", "")


async def test_pages_of_other_hosts_may_use_them(people: Cast, nobody: Person) -> None:
    """As pages must when MEDIA_BASE_URL names another host: hls.js and captions ask with an Origin."""
    for path in (await shown(people.alice, noise(LARGE), "v720.mp4"), await captioned(people.alice, b"WEBVTT\n")):
        told = (await nobody.get(path, headers={"Origin": "https://elsewhere.example"})).headers
        assert told["Access-Control-Allow-Origin"] == "*"
        assert told["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_who_has_them_already_is_sent_nothing(people: Cast, nobody: Person) -> None:
    path = await shown(people.alice, noise(LARGE))
    etag = (await nobody.get(path)).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await nobody.get(path, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["ETag"] == etag
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers.get("Content-Length") in (None, str(LARGE))
        assert "immutable" in answer.headers["Cache-Control"]
        head = await nobody.client.head(path, headers={"If-None-Match": known, "Range": "bytes=0-1"})
        assert head.status_code == 304
    for known in ('"other"', etag.upper()):
        assert (await nobody.get(path, headers={"If-None-Match": known})).status_code == 200, known


@pytest.mark.parametrize("size", SIZES)
async def test_a_head_tells_all_and_sends_nothing(size: int, people: Cast, nobody: Person) -> None:
    path = await shown(people.alice, noise(size))
    whole = await nobody.get(path)
    for headers in ({}, {"Range": "bytes=0-9"}):
        answer = await nobody.client.head(path, headers=headers)
        assert (answer.status_code, answer.content) == (200, b"")
        for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control", "Accept-Ranges"):
            assert answer.headers[name] == whole.headers[name]


class TestRanges:
    """Part of the bytes, as a player asks for it."""

    async def part(self, person: Person, path: str, wanted: str, **also: str) -> tuple[int, str, bytes]:
        answer = await person.get(path, headers={"Range": wanted} | also)
        assert answer.headers.get("Content-Length") == str(len(answer.content))
        return answer.status_code, answer.headers.get("Content-Range", ""), answer.content

    @pytest.mark.parametrize("size", SIZES)
    async def test_any_part(self, size: int, people: Cast, nobody: Person) -> None:
        data = noise(size)
        path = await shown(people.alice, data, "v720.mp4")
        some, edge = random.Random(size), min(CHUNK_BYTES, size - 2)
        parts = [(0, 0), (0, size - 1), (size - 1, size - 1), (edge - 1, edge), (edge, edge + 1)]
        for _ in range(20):
            begin = some.randrange(size)
            parts.append((begin, some.randrange(begin, size)))
        for begin, last in parts:
            expected = (206, f"bytes {begin}-{last}/{size}", data[begin : last + 1])
            assert await self.part(nobody, path, f"bytes={begin}-{last}") == expected
        for begin in (0, 1, edge, size - 1):
            expected = (206, f"bytes {begin}-{size - 1}/{size}", data[begin:])
            assert await self.part(nobody, path, f"bytes={begin}-") == expected
            assert await self.part(nobody, path, f"bytes={begin}-{size * 2}") == expected
        for length in (1, 7, size - 1):
            expected = (206, f"bytes {size - length}-{size - 1}/{size}", data[-length:])
            assert await self.part(nobody, path, f"bytes=-{length}") == expected
        for length in (size, size + 1, size * 100):
            assert await self.part(nobody, path, f"bytes=-{length}") == (206, f"bytes 0-{size - 1}/{size}", data)

    @pytest.mark.parametrize("size", SIZES)
    async def test_what_is_out_of_bounds(self, size: int, people: Cast, nobody: Person) -> None:
        path = await shown(people.alice, noise(size))
        for wanted in (f"bytes={size}-", f"bytes={size}-{size + 5}", f"bytes={10**17}-", "bytes=-0"):
            answer = await nobody.get(path, headers={"Range": wanted})
            assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}"), wanted
            assert "immutable" not in answer.headers.get("Cache-Control", "")

    async def test_what_is_no_range_of_ours_is_answered_with_the_whole(self, people: Cast, nobody: Person) -> None:
        data = noise(SMALL)
        path = await shown(people.alice, data)
        huge = "9" * 5000
        for wanted in ("bytes=5-2", "bytes=abc", "bytes=-", "bytes=", "lines=1-2", "bytes=0-1,4-5", f"bytes={huge}-"):
            assert await self.part(nobody, path, wanted) == (200, "", data), wanted

    async def test_a_part_of_what_has_changed_since_would_not_fit(self, people: Cast, nobody: Person) -> None:
        data = noise(LARGE)
        path = await shown(people.alice, data)
        etag = (await nobody.client.head(path)).headers["ETag"]
        assert (await self.part(nobody, path, "bytes=0-9", **{"If-Range": etag}))[0] == 206
        for other in ('"other"', f"W/{etag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
            assert await self.part(nobody, path, "bytes=0-9", **{"If-Range": other}) == (200, "", data)


async def test_captions_are_text(people: Cast, nobody: Person) -> None:
    words = "WEBVTT\n\n00:00.000 --> 00:01.000\nGrüß Gott\n"
    answer = await nobody.get(await captioned(people.alice, words.encode()))
    assert answer.text == words
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"


async def test_a_playlist_for_everybody_is_as_it_is_stored(people: Cast, nobody: Person) -> None:
    video = await shown(people.alice, noise(SMALL), "v720.mp4")
    playlist = f"#EXTM3U\n#EXTINF:4\n{video}\n"
    path = await shown(people.alice, playlist.encode(), "v720.m3u8")
    answer = await nobody.get(path)
    assert answer.text == playlist
    assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    assert answer.headers["ETag"] == f'"{named(path)[0]}"'


async def test_only_the_whole_address_leads_to_the_bytes(people: Cast, nobody: Person) -> None:
    sha256, name = named(await shown(people.alice, noise(SMALL)))
    for other in (
        f"/media/{sha256}/original",
        f"/media/{sha256}/captions.vtt",
        f"/media/{sha256}/w1.jpg",
        f"/media/{sha256}/{name}.png",
        f"/media/{sha256[::-1]}/{name}",
        f"/media/{sha256.upper()}/{name}",
        f"/media/{sha256}0/{name}",
        f"/media/{sha256}%0a/{name}",
        f"/media/{'0' * 64}/{name}",
        f"/media/{sha256}/$ne",
        f"/media/{sha256}/{name}%00",
        f"/media/{sha256}/%C3%A9",
        f"/media/{sha256}/../{name}",
    ):
        answer = await nobody.get(other)
        assert answer.status_code == 404, other
        assert Page(answer.text).is_ours
        assert "immutable" not in answer.headers.get("Cache-Control", "")


async def test_at_once_they_are_gone_when_they_are_no_longer_for_everybody(people: Cast, nobody: Person) -> None:
    for end in ({"audience": "author"}, {"state": "deleted"}, {"audience": "nonsense"}):
        for path in (
            await shown(people.alice, noise(SMALL)),
            await shown(people.alice, noise(LARGE)),
            await captioned(people.alice, noise(SMALL)),
        ):
            etag = (await nobody.get(path)).headers["ETag"]
            await change(path, **end)
            for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-0"}):
                assert (await nobody.get(path, headers=headers)).status_code == 404, end


async def test_many_who_ask_at_the_same_moment_each_get_their_own_answer(people: Cast, nobody: Person) -> None:
    """They share the question to the database."""
    shared = {await shown(people.alice, data): data for data in (noise(SMALL) for _ in range(6))}
    gone = [await shown(people.alice, noise(SMALL)) for _ in range(6)]
    for path in (*shared, *gone):
        assert (await nobody.get(path)).status_code == 200
    for path in gone:
        await change(path, audience="author")
    paths = [*shared, *gone] * 5
    random.shuffle(paths)
    answers = await asyncio.gather(*(nobody.get(path) for path in paths))
    for path, answer in zip(paths, answers, strict=True):
        assert answer.status_code == (404 if path in gone else 200)
        assert path in gone or answer.content == shared[path]


async def test_bytes_that_two_people_posted_stay_while_one_still_shows_them(people: Cast, nobody: Person) -> None:
    data = noise(SMALL)
    path = await shown(people.alice, data, audience="author")
    assert (await nobody.get(path)).status_code == 404
    assert await shown(people.bob, data) == path
    assert (await nobody.get(path)).content == data


class TestDamage:
    """What the store gives back wrong is never passed off as the photo."""

    async def damages(self, person: Person) -> float:
        lines = (await person.get("/metrics")).text.splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith("tintype_media_damaged_total")))

    @pytest.mark.parametrize("harm", ["lost", "cut"])
    async def test_a_hole_in_the_middle_breaks_the_answer_off(self, harm: str, people: Cast, nobody: Person) -> None:
        data = noise(20 * CHUNK_BYTES)
        path = await shown(people.alice, data, "v720.mp4")
        before = await self.damages(nobody)
        if harm == "lost":
            await stored.lose_chunk(named(path)[0], 12)
        else:
            await stored.change_chunk(named(path)[0], 12, b"too short")
        received = bytearray()
        with pytest.raises(httpx2.RemoteProtocolError):
            async with nobody.client.stream("GET", path) as answer:
                assert answer.headers["Content-Length"] == str(len(data))
                async for piece in answer.aiter_raw():
                    received += piece
        assert data.startswith(received), "what did arrive is right"
        assert await self.damages(nobody) == before + 1
        assert (await nobody.get(path)).status_code == 500, "from now on it is known"

    async def test_a_small_file_that_has_changed_is_not_sent_at_all(self, people: Cast, nobody: Person) -> None:
        path = await shown(people.alice, noise(SMALL))
        await stored.change_chunk(named(path)[0])
        for _ in range(2):
            answer = await nobody.get(path)
            assert answer.status_code == 500
            assert Page(answer.text).is_ours
            assert "immutable" not in answer.headers["Cache-Control"]

    async def test_lost_bytes_are_not_there(self, people: Cast, nobody: Person) -> None:
        path = await shown(people.alice, noise(SMALL))
        await stored.lose([named(path)[0]])
        assert (await nobody.get(path)).status_code == 404

    async def test_who_goes_away_in_the_middle_harms_nothing(self, people: Cast, nobody: Person) -> None:
        data = noise(40 * CHUNK_BYTES)
        path = await shown(people.alice, data, "v720.mp4")
        before = await self.damages(nobody)
        for _ in range(5):
            async with nobody.client.stream("GET", path) as answer:
                await anext(answer.aiter_raw())
        assert (await nobody.get(path)).content == data
        assert await self.damages(nobody) == before
