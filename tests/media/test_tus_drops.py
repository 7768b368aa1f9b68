"""Lines that break, processes that die, two who send at once: the file arrives, once, as it was."""

import asyncio
import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.media.models import ARRIVING, Media
from server.media.storage import gridfs, store
from server.media.tus import arrived
from server.media.tus.intake import Intake
from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import Cast
from tests.media.uploading import MEGABYTE, Upload, begin, checksum, film
from tests.site import Site, eventually

CHUNK = gridfs.CHUNK_BYTES


@pytest.fixture(scope="module")
def second(site: Site) -> Iterator[str]:
    """The name of a second web process."""
    site.add_web("arrivals")
    yield "arrivals"
    site.processes.pop("arrivals").stop()
    site.ports.pop("arrivals")


def peak(site: Site, web: str) -> int:
    """The most memory that a process has ever had, in bytes."""
    process = site.processes[web].popen
    assert process
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) << 10


async def chunks_of(media: Media) -> int:
    assert media.arrival
    return await collection("bytes.chunks").count_documents({"files_id": media.arrival.file})


async def test_what_came_before_the_line_broke_is_kept_to_the_last_byte(people: Cast, tmp_path: Path) -> None:
    upload = await begin(people.alice, film(4 * MEGABYTE))
    stops = [1000, 1000 + 3 * CHUNK - 1, 3 * MEGABYTE + 77]
    for start, stop in zip([0, *stops], stops, strict=False):
        async with upload.sending(start) as line:
            line.write(upload.data[start:stop])
            await line.drain()
        await upload.stands_at(stop)
    assert (await upload.patch(stops[-1])).status_code == 204
    assert await upload.arrived(tmp_path) == upload.data


async def test_of_bytes_under_a_promise_none_is_kept_when_the_line_breaks(people: Cast, tmp_path: Path) -> None:
    upload = await begin(people.alice, film(3 * MEGABYTE))
    async with upload.sending(0, checksum(upload.data)) as line:
        line.write(upload.data[: 2 * MEGABYTE + 5])
        await line.drain()

        async def are_written() -> bool:
            return await chunks_of(await upload.media()) >= 4

        await eventually(are_written)
    assert await upload.offset() == 0
    assert (await upload.patch(0, headers=checksum(upload.data))).status_code == 204
    assert await upload.arrived(tmp_path) == upload.data


async def test_it_goes_on_through_another_process(people: Cast, second: str, tmp_path: Path) -> None:
    upload = await begin(people.alice, film(2 * MEGABYTE + 1))
    for start in range(0, len(upload.data), 400_000):
        upload.web = "web" if upload.web == second else second
        assert await upload.offset() == start
        assert (await upload.patch(start, start + 400_000)).status_code == 204
    assert await upload.arrived(tmp_path) == upload.data


async def test_a_process_is_killed_in_the_middle(people: Cast, site: Site, second: str, tmp_path: Path) -> None:
    upload = await begin(people.alice, film(5 * MEGABYTE), second)
    async with upload.sending(0) as line:
        line.write(upload.data[: 3 * MEGABYTE])
        upload.web = "web"

        async def is_under_way() -> bool:
            return await upload.offset() >= 2 * MEGABYTE

        await eventually(is_under_way)
        site.processes[second].kill()
    kept = await upload.offset()
    assert 2 * MEGABYTE <= kept <= 3 * MEGABYTE
    site.restart(second)
    upload.web = second
    assert (await upload.patch(kept)).status_code == 204
    assert await upload.arrived(tmp_path) == upload.data


async def test_her_other_tabs_see_how_far_it_is(people: Cast, second: str) -> None:
    upload = await begin(people.alice, film(8000), second)
    # As if nothing had come for a while: what comes within one second is shown once.
    earlier = now() + timedelta(hours=1)
    await collection("media").update_one({"_id": upload.id}, {"$set": {"arrival.expires_at": earlier}})
    async with people.alice.tab() as tab:
        await tab.join({f"progress:{upload.id}": "0"})
        assert (await upload.patch(0, 4000)).status_code == 204
        await tab.hears("50 %", f"progress:{upload.id}")


async def test_who_resumes_puts_an_end_to_a_line_that_hangs(people: Cast, second: str, tmp_path: Path) -> None:
    upload = await begin(people.alice, film(4 * MEGABYTE))
    reader, hanging = await upload.opened(0)
    hanging.write(upload.data[: 2 * MEGABYTE])

    async def is_under_way() -> bool:
        return await upload.offset() >= MEGABYTE

    await eventually(is_under_way)
    resumed = Upload(people.alice, upload.path, upload.data, second)
    kept = await resumed.offset()
    while (answer := await resumed.patch(kept)).status_code == 409:
        kept = await resumed.offset()
    assert answer.status_code == 204
    hanging.write(bytes(2 * MEGABYTE))
    status = (await reader.readline()).split()[1]
    assert status == b"423"
    hanging.close()
    assert await upload.arrived(tmp_path) == upload.data


async def test_of_two_who_send_at_once_one_wins(people: Cast, second: str, tmp_path: Path) -> None:
    for length in (2000, 3 * MEGABYTE):
        upload = await begin(people.alice, film(length, seed=1))
        other = Upload(people.alice, upload.path, film(length, seed=2), second)
        answers = await asyncio.gather(upload.patch(0), other.patch(0))
        won = [sender for sender, answer in zip((upload, other), answers, strict=True) if answer.status_code == 204]
        lost = {answer.status_code for answer in answers} - {204}
        assert len(won) == 1
        assert lost <= {409, 423}
        assert await upload.arrived(tmp_path) == won[0].data


async def test_two_with_promises_do_not_write_into_each_other(people: Cast, second: str, tmp_path: Path) -> None:
    """Under a promise the offset stands still while bytes are written, so it cannot tell the two apart."""
    first = await begin(people.alice, film(3 * MEGABYTE, seed=1))
    other = Upload(people.alice, first.path, film(3 * MEGABYTE, seed=2), second)
    read_first, write_first = await first.opened(0, checksum(first.data))
    write_first.write(first.data[: MEGABYTE + 9])
    await written(first, 1)
    read_other, write_other = await other.opened(0, checksum(other.data))
    write_other.write(other.data[:-1])
    await written(first, 3)
    write_first.write(first.data[MEGABYTE + 9 :])
    assert (await read_first.readline()).split()[1] == b"423"
    write_other.write(other.data[-1:])
    assert (await read_other.readline()).split()[1] == b"204"
    for line in (write_first, write_other):
        line.close()
    assert await other.arrived(tmp_path) == other.data


async def written(upload: Upload, times: int) -> None:
    """Wait until the site has written so many times for this upload."""

    async def so_often() -> bool:
        return (await upload.media()).version >= times

    await eventually(so_often)


async def test_the_same_file_twice_is_stored_once(people: Cast, tmp_path: Path) -> None:
    data = film(MEGABYTE, seed=77)
    uploads = [await begin(people.alice, data), await begin(people.bob, data)]
    files = []
    for upload in uploads:
        arrival = (await upload.media()).arrival
        assert arrival
        files.append(arrival.file)
        assert (await upload.patch(0)).status_code == 204
        assert await upload.arrived(tmp_path) == data
    assert await collection("bytes.chunks").count_documents({"files_id": {"$in": files}}) == gridfs.count(len(data))
    assert (await uploads[0].delete()).status_code == 204

    async def is_purged() -> bool:
        return (await uploads[0].head()).status_code == 404

    await eventually(is_purged)
    assert await uploads[1].arrived(tmp_path) == data


async def whole(people: Cast, seed: int) -> tuple[Upload, Media]:
    """All bytes are kept, and the process died before it said so."""
    upload = await begin(people.alice, film(600_000, seed))
    assert (await upload.patch(0, 599_000)).status_code == 204
    media = await upload.media()
    assert media.arrival
    intake = await Intake.begin(media, media.arrival, None)
    intake.take(upload.data[599_000:])
    return upload, await intake.keep()


async def test_a_whole_file_that_its_process_left_is_finished(people: Cast, tmp_path: Path) -> None:
    upload, media = await whole(people, 31)
    assert await upload.offset() == len(upload.data)
    assert (await upload.media()).state == ARRIVING
    await collection("media").update_one({"_id": media.id}, {"$set": {"next_try_at": now()}})
    await arrived.sweep()
    assert await upload.arrived(tmp_path) == upload.data


async def test_it_is_finished_once_however_often_it_is_tried(people: Cast, tmp_path: Path) -> None:
    upload, media = await whole(people, 32)
    assert media.arrival
    after = await asyncio.gather(*(arrived.finish(media) for _ in range(4)))
    assert len({found.original.sha256 for found in after}) == 1
    assert await upload.arrived(tmp_path) == upload.data
    assert await chunks_of(media) == gridfs.count(len(upload.data))


async def test_a_process_that_died_after_the_bytes_were_handed_over(people: Cast, tmp_path: Path) -> None:
    """Its bytes are elsewhere then: the same ones were there before."""
    earlier = await begin(people.bob, film(600_000, 33))
    assert (await earlier.patch(0)).status_code == 204
    sha256 = (await earlier.media()).original.sha256
    upload, media = await whole(people, 33)
    assert media.arrival
    await collection("media").update_one({"_id": media.id}, {"$set": {"original.sha256": sha256}})
    await store.adopt(media.arrival.file, sha256, media.arrival.length, "video/mp4", media.id)
    assert await chunks_of(media) == 0
    await collection("media").update_one({"_id": media.id}, {"$set": {"next_try_at": now()}})
    await arrived.sweep()
    assert await upload.arrived(tmp_path) == upload.data
    assert (await upload.media()).state != ARRIVING


async def test_giving_up_at_the_last_moment_takes_nothing_from_others(people: Cast, tmp_path: Path) -> None:
    """The bytes were handed over, and somebody else has the same ones, when their first owner gives up."""
    upload, media = await whole(people, 34)
    assert media.arrival
    sha256 = hashlib.sha256(upload.data).hexdigest()
    await collection("media").update_one({"_id": media.id}, {"$set": {"original.sha256": sha256}})
    await store.adopt(media.arrival.file, sha256, media.arrival.length, "video/mp4", media.id)
    other = await begin(people.bob, upload.data)
    assert (await other.patch(0)).status_code == 204
    assert (await upload.delete()).status_code == 204

    async def is_purged() -> bool:
        return (await upload.head()).status_code == 404

    await eventually(is_purged)
    assert await other.arrived(tmp_path) == upload.data


async def test_an_upload_expires_and_leaves_nothing(people: Cast) -> None:
    upload = await begin(people.alice, film(MEGABYTE))
    assert (await upload.patch(0, 700_000)).status_code == 204
    media = await upload.media()
    assert await chunks_of(media) == 3
    past = now() - timedelta(seconds=1)
    await collection("media").update_one({"_id": media.id}, {"$set": {"arrival.expires_at": past}})
    assert (await upload.head()).status_code in (404, 410)
    assert (await upload.patch(700_000)).status_code in (404, 410)
    await arrived.sweep()
    assert (await upload.head()).status_code == 404
    assert await chunks_of(media) == 0


async def test_bytes_that_come_put_the_end_off(people: Cast) -> None:
    upload = await begin(people.alice, film(5000))
    soon = now() + timedelta(minutes=1)
    await collection("media").update_one({"_id": upload.id}, {"$set": {"arrival.expires_at": soon}})
    assert (await upload.patch(0, 10)).status_code == 204
    arrival = (await upload.media()).arrival
    assert arrival
    assert arrival.expires_at > soon + timedelta(hours=20)


async def test_a_large_file_is_never_in_memory(people: Cast, site: Site, second: str, tmp_path: Path) -> None:
    """Sent far faster than it can be stored."""
    upload = await begin(people.alice, film(1000) + os.urandom(100 * MEGABYTE), second)
    before = peak(site, second)
    async with upload.sending(0) as line:
        for start in range(0, len(upload.data), MEGABYTE):
            line.write(upload.data[start : start + MEGABYTE])
            await line.drain()
        await upload.stands_at(len(upload.data))
    assert peak(site, second) - before < 40 * MEGABYTE
    assert await upload.arrived(tmp_path) == upload.data


CUTS = st.lists(st.integers(0, 2 * CHUNK + 500) | st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]), max_size=5)


@given(cuts=CUTS, promised=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_however_it_is_cut_the_bytes_are_the_same(
    people: Cast, second: str, tmp_path: Path, cuts: list[int], promised: bool
) -> None:
    data = film(2 * CHUNK + 500, seed=5)
    upload = await begin(people.alice, data)
    ends = [*sorted(cuts), len(data)]
    for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        upload.web = ("web", second)[number % 2]
        answer = await upload.patch(start, end, checksum(data[start:end]) if promised else None)
        if start == end == len(data):
            assert answer.status_code in (204, 409)
        else:
            assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(end))
    assert await upload.arrived(tmp_path) == data
    assert (await upload.delete()).status_code == 204
