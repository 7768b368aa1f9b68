"""What is out of step in the store is found and put right, or said. Nothing that somebody needs is ever removed."""

import asyncio
import os
import struct
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bson import ObjectId

from server.media import actions, processing, queries
from server.media.models import Media, Original, Rendition
from server.media.storage import reconcile, repairs, store
from server.media.storage.gridfs import CHUNK_BYTES
from server.media.storage.repairs import Report
from server.stores.documents import dump, now
from server.stores.mongo import collection
from tests import cast
from tests.media import database, stored
from tests.media.stored import noise

LONG_AGO = now() - timedelta(hours=2)


@pytest_asyncio.fixture(autouse=True)
async def alone(in_process: None) -> AsyncIterator[str]:
    async with database.empty() as name:
        yield name


def old_id() -> ObjectId:
    """As if it had been made two hours ago."""
    return ObjectId(struct.pack(">I", int(time.time()) - 7200) + os.urandom(8))


async def upload(state: str = "ready", media_id: ObjectId | None = None, **change: Any) -> tuple[ObjectId, list[str]]:
    """An upload with bytes of its own: its id, and their names, the original's first."""
    media_id = media_id or ObjectId()
    names = [await store.keep_bytes(noise(1000), "image/jpeg", media_id) for _ in range(2)]
    made = Rendition(name="w320.jpg", media_type="image/jpeg", width=320, height=240, bytes=1000, sha256=names[1])
    media = Media(
        id=media_id,
        owner=ObjectId(),
        plan="photo",
        state=state,
        original=Original(sha256=names[0], bytes=1000, format="jpeg"),
        width=640,
        height=480,
        created_at=now(),
        next_try_at=now(),
        queued_at=now(),
        renditions=[made],
    )
    await collection("media").insert_one(dump(media) | change)
    return media_id, names


async def forget_hour(*names: str) -> None:
    """As if these bytes had been held for two hours."""
    await store.blobs().update_many({"_id": {"$in": list(names)}}, {"$set": {"held_at": LONG_AGO}})


async def kept() -> set[str]:
    return set(await store.blobs().distinct("_id"))


async def test_what_is_in_step_stays_as_it_is(tmp_path: Path) -> None:
    for state in ("ready", "failed", "received", "processing", "arriving"):
        _, names = await upload(state, old_id())
        await forget_hour(*names)
    before = [blob async for blob in store.blobs().find()]
    report = await reconcile.reconcile()
    assert report == Report(blobs=10, bytes=10_000, uploads=2)
    assert report.problems == 0
    assert [blob async for blob in store.blobs().find()] == before


class TestHolders:
    """Whoever needs bytes holds them, and nobody else does."""

    async def test_an_upload_that_is_gone_lets_go(self) -> None:
        media_id, names = await upload(media_id=old_id())
        await forget_hour(*names)
        await collection("media").delete_one({"_id": media_id})
        report = await reconcile.reconcile()
        assert (report.holders_removed, report.unheld_removed) == (2, 2)
        assert not await kept()
        assert not await collection("bytes.chunks").count_documents({})
        assert not await collection("bytes.files").count_documents({})

    async def test_a_deleted_upload_lets_go_at_once(self) -> None:
        await upload("deleted")
        await reconcile.reconcile()
        assert not await kept()

    async def test_bytes_that_an_upload_no_longer_shows_go(self) -> None:
        media_id, names = await upload()
        older = await store.keep_bytes(noise(10), "image/jpeg", media_id)
        await forget_hour(older)
        await reconcile.reconcile()
        assert await kept() == set(names)

    async def test_who_holds_before_the_document_says_so_is_left_alone(self) -> None:
        """A photo is kept before its upload is stored; captions and renditions before their upload names them."""
        fresh = await store.keep_bytes(noise(10), "image/jpeg", ObjectId())
        old_holder = await store.keep_bytes(noise(10), "image/jpeg", old_id())
        ready, _ = await upload()
        captions = await store.keep_bytes(noise(10), "text/vtt", ready)
        at_work = []
        for state in ("arriving", "received", "processing"):
            busy, _ = await upload(state, old_id())
            at_work.append(await store.keep_bytes(noise(10), "image/jpeg", busy))
        await forget_hour(*at_work, fresh)
        assert (await reconcile.reconcile()).problems == 0
        assert {fresh, old_holder, captions, *at_work} <= await kept()

    async def test_bytes_that_another_needs_stay_when_one_lets_go(self) -> None:
        data, gone = noise(10), old_id()
        media_id, _ = await upload()
        for holder in (media_id, gone):
            name = await store.keep_bytes(data, "text/vtt", holder)
        await collection("media").update_one({"_id": media_id}, {"$push": {"captions": {"sha256": name}}})
        await forget_hour(name)
        await reconcile.reconcile()
        assert await stored.holders(name) == {media_id}

    async def test_an_upload_that_does_not_hold_what_it_needs_holds_it_again(self, tmp_path: Path) -> None:
        media_id, names = await upload()
        await store.blobs().update_many({}, {"$set": {"holders": []}})
        report = await reconcile.reconcile()
        assert report.holders_added == 2
        for name in names:
            assert await stored.holders(name) == {media_id}
            assert await stored.fetched(name, tmp_path)

    async def test_what_nobody_holds_any_more_goes(self) -> None:
        """As when a process ends between letting go and removing."""
        name = await store.keep_bytes(noise(10), "image/jpeg", ObjectId())
        await store.blobs().update_one({"_id": name}, {"$set": {"holders": []}})
        assert (await reconcile.reconcile()).unheld_removed == 1
        assert not await kept()


class TestOrphans:
    """Bytes that nothing names any more."""

    async def orphan(self, file: ObjectId, *, listed: bool, data: bytes = b"x" * 1000) -> ObjectId:
        await collection("bytes.chunks").insert_one({"files_id": file, "n": 0, "data": data})
        if listed:
            entry = {"_id": file, "length": len(data), "chunkSize": CHUNK_BYTES, "uploadDate": now(), "filename": "0"}
            await collection("bytes.files").insert_one(entry)
        return file

    @pytest.mark.parametrize("listed", [True, False])
    async def test_what_was_left_half_done_goes_after_an_hour(self, listed: bool) -> None:
        old, fresh = await self.orphan(old_id(), listed=listed), await self.orphan(ObjectId(), listed=listed)
        report = await reconcile.reconcile()
        assert (report.files_removed, report.chunks_removed) == ((1, 0) if listed else (0, 1))
        assert not await stored.chunk_count(old)
        assert await stored.chunk_count(fresh) == 1

    async def test_later_chunks_without_the_first_go_too(self) -> None:
        """As when a process ends in the middle of removing."""
        file = old_id()
        await collection("bytes.chunks").insert_many([{"files_id": file, "n": n, "data": b"x"} for n in (5, 6)])
        assert (await reconcile.reconcile()).chunks_removed == 1
        assert not await stored.chunk_count(file)

    async def test_an_upload_on_its_way_in_keeps_what_has_arrived(self) -> None:
        file = await self.orphan(old_id(), listed=False)
        arrival = {"file": file, "length": 5000, "offset": 1000, "writer": 1, "expires_at": now()}
        await upload("arriving", arrival=arrival)
        assert (await reconcile.reconcile()).problems == 0
        assert await stored.chunk_count(file) == 1
        await collection("media").delete_many({})
        assert (await reconcile.reconcile()).chunks_removed == 1

    async def test_bytes_whose_blob_was_lost_become_one_again(self, tmp_path: Path) -> None:
        media_id, names = await upload()
        await store.blobs().delete_many({})
        assert (await reconcile.reconcile()).files_adopted == 2
        for name in names:
            assert await stored.holders(name) == {media_id}
            assert await stored.fetched(name, tmp_path)
        assert await collection("bytes.files").count_documents({}) == 2

    async def test_wherever_storing_was_cut_off_nothing_is_left_in_the_end(self, tmp_path: Path) -> None:
        """Bytes arrive, are cut off at some point, and nobody comes back for them."""
        data = noise(4 * CHUNK_BYTES)
        for number in range(40):
            keeping = asyncio.create_task(store.keep_bytes(data, "image/jpeg", old_id()))
            await asyncio.wait([keeping], timeout=number / 4000)
            keeping.cancel()
            await asyncio.wait([keeping])
        assert await collection("bytes.chunks").count_documents({})
        for where in ("bytes.chunks", "bytes.files"):
            await self.grow_old(where)
        await store.blobs().update_many({}, {"$set": {"held_at": LONG_AGO}})
        await reconcile.reconcile()
        for where in ("blobs", "bytes.files", "bytes.chunks"):
            assert await collection(where).count_documents({}) == 0, where

    async def grow_old(self, where: str) -> None:
        """Give every file of the collection an id of two hours ago."""
        field = "files_id" if where.endswith("chunks") else "_id"
        for file in await collection(where).distinct(field):
            old = ObjectId(struct.pack(">I", int(time.time()) - 7200) + file.binary[4:])
            await store.blobs().update_many({"file": file}, {"$set": {"file": old}})
            if field == "files_id":
                await collection(where).update_many({field: file}, {"$set": {field: old}})
            elif document := await collection(where).find_one_and_delete({"_id": file}):
                await collection(where).insert_one(document | {"_id": old})


class TestLostBytes:
    """Renditions are made again from the original; what cannot be made again is said."""

    async def published(self, tmp_path: Path) -> tuple[ObjectId, Media]:
        """A photo that was really processed."""
        path = tmp_path / "photo.jpg"
        path.write_bytes(cast.photo())
        media = await actions.receive(ObjectId(), path, "photo", "photo.jpg")
        await actions.insert(media)
        assert await processing.process(media.id)
        return media.id, await self.look(media.id)

    async def look(self, media_id: ObjectId) -> Media:
        found = await queries.by_id(media_id)
        assert found
        return found

    @pytest.mark.parametrize("harm", ["lost", "chunk lost", "changed"])
    async def test_a_rendition_is_made_again_under_the_same_address(self, harm: str, tmp_path: Path) -> None:
        media_id, before = await self.published(tmp_path)
        assert before.state == "ready", before.error
        name = before.renditions[0].sha256
        content = await stored.fetched(name, tmp_path)
        if harm == "lost":
            await stored.lose([name])
        elif harm == "chunk lost":
            await stored.lose_chunk(name)
        else:
            await stored.change_chunk(name)
            with pytest.raises(store.Corrupt):
                await stored.fetched(name, tmp_path)
        assert (await reconcile.reconcile()).remade == 1
        assert (await self.look(media_id)).state == "received"
        assert await processing.process(media_id)
        after = await self.look(media_id)
        assert (after.state, after.renditions) == ("ready", before.renditions)
        assert await stored.fetched(name, tmp_path) == content
        assert (await reconcile.reconcile()).problems == 0

    async def test_a_lost_original_is_said_to_operators_and_its_owner(self) -> None:
        media_id, names = await upload()
        await stored.lose(names)
        report = await reconcile.reconcile()
        assert report.remade == 0
        (words,) = report.lost
        assert str(media_id) in words and "original" in words
        media = await self.look(media_id)
        assert media.error == "lost from the store: original, renditions"
        assert "lost on our side" in media.sentence
        assert (await reconcile.reconcile()).lost == [words], "and said again, until somebody does something"

    async def test_when_it_comes_back_nothing_more_is_said(self) -> None:
        media_id, _ = await upload()
        data = noise(100)
        captions = await store.keep_bytes(data, "text/vtt", media_id)
        words = {"language": "en", "label": "English", "sha256": captions, "bytes": 100}
        await collection("media").update_one({"_id": media_id}, {"$push": {"captions": words}})
        await stored.lose([captions])
        assert len((await reconcile.reconcile()).lost) == 1
        assert (await self.look(media_id)).sentence
        await store.keep_bytes(data, "text/vtt", media_id)
        assert not (await reconcile.reconcile()).lost
        assert (await self.look(media_id)).error == (await self.look(media_id)).sentence == ""

    async def test_bytes_that_were_only_thought_damaged_are_trusted_again(self) -> None:
        _, names = await upload()
        await store.blobs().update_one({"_id": names[0]}, {"$set": {"damaged": True}})
        report = await reconcile.reconcile()
        assert (report.damaged, report.lost) == (0, [])
        assert not (await stored.blob(names[0])).get("damaged")

    async def test_who_sends_the_lost_original_again_brings_it_back_for_all(self, tmp_path: Path) -> None:
        data = noise(2 * CHUNK_BYTES)
        media_id, _ = await upload()
        name = await store.keep_bytes(data, "image/jpeg", media_id)
        await collection("media").update_one({"_id": media_id}, {"$set": {"original.sha256": name}})
        await stored.change_chunk(name)
        with pytest.raises(store.Corrupt):
            await stored.fetched(name, tmp_path)
        assert (await reconcile.reconcile()).lost
        await store.keep_bytes(data, "image/jpeg", ObjectId())
        assert not (await reconcile.reconcile()).lost


class TestRounds:
    """One process at a time, a few documents at a time, on after a restart."""

    async def test_it_goes_on_where_it_was_and_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(6):
            await upload()
        monkeypatch.setattr(repairs, "BATCH", 3)
        monkeypatch.setattr(reconcile, "SWEEP_SECONDS", 0.0)
        await store.keep_bytes(noise(10), "image/jpeg", ObjectId())
        await store.blobs().update_many({"bytes": 10}, {"$set": {"holders": []}})
        found: list[int] = []
        while not sum(found):
            found.append(await reconcile.sweep())
        assert len(found) > 10, "it must have been done in several goes for this to mean anything"
        assert sum(found) == 1
        assert await reconcile.sweep() == 0, "and it is not due again"

    async def test_while_one_is_at_it_others_are_not(self) -> None:
        first = await reconcile._claim({})
        assert first
        assert await reconcile._claim({}) is None
        assert await reconcile.sweep() == 0
        await collection("reconciliations").update_one({}, {"$set": {"lease_until": LONG_AGO}})
        second = await reconcile._claim({})
        assert second, "who was silent for too long is given up for dead"
        with pytest.raises(reconcile.Overtaken):
            await reconcile._go_on(first)

    async def test_prometheus_is_told(self) -> None:
        _, names = await upload()
        await stored.lose(names)
        await reconcile.reconcile()
        await reconcile.publish_figures()
        values = {s.labels["what"]: s.value for metric in reconcile.figures.collect() for s in metric.samples}
        assert (values["lost"], values["uploads"], values["blobs"]) == (1, 1, 0)


class TestCommand:
    """`python -m server storage`."""

    def run(self, database: str, *words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "server", "storage", *words]
        environ = os.environ | {"MONGODB_DATABASE": database}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    async def test_it_repairs_and_reports(self, alone: str) -> None:
        await upload("deleted")
        status, said = await asyncio.to_thread(self.run, alone)
        assert (status, "holders removed" in said) == (0, True), said
        assert not await kept()
        status, said = await asyncio.to_thread(self.run, alone)
        assert (status, "Nothing was out of step" in said) == (0, True), said

    async def test_it_ends_with_1_when_something_is_lost(self, alone: str) -> None:
        media_id, names = await upload()
        await stored.lose(names)
        status, said = await asyncio.to_thread(self.run, alone)
        assert (status, str(media_id) in said) == (1, True), said

    async def test_every_checksum(self, alone: str) -> None:
        good, _ = await upload()
        bad, bad_names = await upload()
        worse, worse_names = await upload()
        status, said = await asyncio.to_thread(self.run, alone, "verify")
        assert (status, "6 files" in said, "nothing wrong" in said) == (0, True, True), said
        await stored.change_chunk(bad_names[1])
        await stored.lose([worse_names[0]])
        status, said = await asyncio.to_thread(self.run, alone, "verify")
        assert status == 1
        assert f"corrupt {bad_names[1]}" in said
        assert f"missing {worse_names[0]}" in said
        assert [str(media_id) in said for media_id in (good, bad, worse)] == [False, True, True]
        owner = (await collection("media").find_one({"_id": bad}) or {})["owner"]
        assert str(owner) in said

    async def test_other_words_are_not_guessed_at(self, alone: str) -> None:
        status, said = await asyncio.to_thread(self.run, alone, "verfy")
        assert (status, "Say `storage`" in said) == (2, True)
