"""The same bytes are stored once, stay as long as somebody holds them, and are what their name says."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from bson import ObjectId
from gridfs.asynchronous import AsyncGridFSBucket

from server.media.storage import store
from server.media.storage.gridfs import CHUNK_BYTES
from server.stores.mongo import collection, db
from tests.media import stored
from tests.media.stored import noise

pytestmark = pytest.mark.usefixtures("in_process")

SIZES = (9, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 8 * CHUNK_BYTES, 20 * CHUNK_BYTES + 7)


def file_with(data: bytes, folder: Path) -> Path:
    path = folder / f"file-{ObjectId()}"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_kept_comes_back(size: int, tmp_path: Path) -> None:
    data = noise(size)
    name = await store.keep(file_with(data, tmp_path), "image/jpeg", ObjectId())
    assert name == hashlib.sha256(data).hexdigest()
    assert await stored.fetched(name, tmp_path) == data


async def test_nothing_at_all_can_be_kept_too(tmp_path: Path) -> None:
    holder = ObjectId()
    name = await store.keep_bytes(b"", "text/vtt", holder)
    assert await stored.fetched(name, tmp_path) == b""
    await store.release(holder, [name])
    assert not await stored.files(name)


async def test_gridfs_own_tools_find_it(tmp_path: Path) -> None:
    data = noise(3 * CHUNK_BYTES + 5)
    name = await store.keep(file_with(data, tmp_path), "video/mp4", ObjectId())
    found = await AsyncGridFSBucket(db(), "bytes").open_download_stream_by_name(name)
    assert await found.read() == data


async def test_the_same_bytes_are_stored_once_and_stay_until_the_last_lets_go(tmp_path: Path) -> None:
    data, first, second = noise(2 * CHUNK_BYTES), ObjectId(), ObjectId()
    name = await store.keep(file_with(data, tmp_path), "image/jpeg", first)
    for _ in range(2):
        assert await store.keep(file_with(data, tmp_path), "image/jpeg", second) == name
    (file,) = await stored.files(name)
    assert await stored.chunk_count(file) == 2
    assert await stored.holders(name) == {first, second}
    for _ in range(2):
        await store.release(first, [name])
        assert await stored.fetched(name, tmp_path) == data
    await store.release(second, [name])
    assert not await stored.files(name)
    assert not await stored.chunk_count(file)
    with pytest.raises(store.Missing):
        await stored.fetched(name, tmp_path)


async def test_letting_go_of_everything(tmp_path: Path) -> None:
    mine, hers, shared = noise(10), noise(10), noise(10)
    me, her = ObjectId(), ObjectId()
    names = [await store.keep_bytes(data, "image/jpeg", me) for data in (mine, shared)]
    other = [await store.keep_bytes(data, "image/jpeg", her) for data in (hers, shared)]
    await store.release_all(me)
    assert not await stored.files(names[0])
    assert [await stored.fetched(name, tmp_path) for name in other] == [hers, shared]


async def test_twenty_who_bring_the_same_at_once_leave_one_copy(tmp_path: Path) -> None:
    data, holders = noise(3 * CHUNK_BYTES), [ObjectId() for _ in range(20)]
    path = file_with(data, tmp_path)
    (name,) = set(await asyncio.gather(*(store.keep(path, "image/jpeg", holder) for holder in holders)))
    (file,) = await stored.files(name)
    assert await stored.chunk_count(file) == 3
    assert await stored.holders(name) == set(holders)


async def test_who_keeps_while_others_let_go_never_loses_bytes(tmp_path: Path) -> None:
    async def come_and_go(data: bytes) -> None:
        holder = ObjectId()
        for _ in range(25):
            name = await store.keep_bytes(data, "image/jpeg", holder)
            assert await stored.fetched(name, tmp_path) == data, "it must be there as long as it is held"
            await store.release(holder, [name])

    shared = [noise(10) for _ in range(6)]
    await asyncio.gather(*(come_and_go(data) for data in shared * 2))
    for data in shared:
        name = hashlib.sha256(data).hexdigest()
        assert not await stored.holders(name)
        assert not await stored.files(name)


async def test_cut_off_anywhere_it_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Each try is cut off a little later; a cancelled task cleans up as little as a killed process."""
    whole = 0
    for number in range(60):
        data, holder = noise(4 * CHUNK_BYTES), ObjectId()
        name = hashlib.sha256(data).hexdigest()
        keeping = asyncio.create_task(store.keep_bytes(data, "image/jpeg", holder))
        await asyncio.wait([keeping], timeout=number / 5000 if number < 59 else None)
        keeping.cancel()
        await asyncio.wait([keeping])
        if await store.find(name):
            whole += 1
            assert await stored.fetched(name, tmp_path) == data
        assert await store.keep_bytes(data, "image/jpeg", holder) == name
        assert await stored.fetched(name, tmp_path) == data
    assert 0 < whole < 60, "one was cut off at once and one not at all"


async def test_bytes_that_are_not_what_their_name_says_are_never_given_out(tmp_path: Path) -> None:
    data = noise(3 * CHUNK_BYTES + 9)
    for harm in ("changed", "cut", "lost", "last lost", "longer"):
        name = await store.keep_bytes(data, "image/jpeg", ObjectId())
        if harm == "changed":
            await stored.change_chunk(name, 1)
        elif harm == "cut":
            await stored.change_chunk(name, 3, b"short")
        elif harm == "longer":
            await stored.change_chunk(name, 3, noise(10))
        else:
            await stored.lose_chunk(name, 1 if harm == "lost" else 3)
        with pytest.raises(store.Corrupt):
            await stored.fetched(name, tmp_path)
        assert (await stored.blob(name))["damaged"], harm
        await store.keep_bytes(data, "image/jpeg", ObjectId())
        assert await stored.fetched(name, tmp_path) == data, "who brings the bytes again puts them right"


async def test_damage_that_is_put_right_is_put_right_for_everybody(tmp_path: Path) -> None:
    data, first, second = noise(2 * CHUNK_BYTES), ObjectId(), ObjectId()
    name = await store.keep_bytes(data, "image/jpeg", first)
    await stored.change_chunk(name)
    with pytest.raises(store.Corrupt):
        await stored.fetched(name, tmp_path)
    await asyncio.gather(*(store.keep_bytes(data, "image/jpeg", second) for _ in range(5)))
    assert await stored.holders(name) == {first, second}
    assert len(await stored.files(name)) == 1
    await store.release(second, [name])
    assert await stored.fetched(name, tmp_path) == data


class TestAdopting:
    """Bytes that arrived in chunks become the stored ones, without being copied."""

    async def adopt(self, file: ObjectId, data: bytes, holder: ObjectId) -> str:
        name = hashlib.sha256(data).hexdigest()
        await store.adopt(file, name, len(data), "video/mp4", holder)
        return name

    @pytest.mark.parametrize("size", SIZES)
    async def test_once_or_twice(self, size: int, tmp_path: Path) -> None:
        data, holder = noise(size), ObjectId()
        file = await stored.write_chunks(data)
        for _ in range(2):
            name = await self.adopt(file, data, holder)
            assert await stored.fetched(name, tmp_path) == data
        assert await stored.files(name) == [file]
        await store.release_all(holder)
        assert not await stored.chunk_count(file)

    async def test_what_is_kept_already_is_not_kept_twice(self, tmp_path: Path) -> None:
        data, first, second = noise(2 * CHUNK_BYTES), ObjectId(), ObjectId()
        name = await store.keep_bytes(data, "video/mp4", first)
        for _ in range(2):
            file = await stored.write_chunks(data)
            assert await self.adopt(file, data, second) == name
            assert not await stored.chunk_count(file)
        assert await self.adopt(file, data, second) == name, "also when its own chunks are long gone"
        await store.release(first, [name])
        assert await stored.fetched(name, tmp_path) == data

    async def test_many_at_once(self, tmp_path: Path) -> None:
        data, holders = noise(2 * CHUNK_BYTES), [ObjectId() for _ in range(10)]
        found = [await stored.write_chunks(data) for _ in holders]
        pairs = list(zip(found, holders, strict=True))
        (name,) = set(await asyncio.gather(*(self.adopt(file, data, holder) for file, holder in pairs + pairs)))
        assert await stored.chunk_count(*found) == 2
        assert await stored.fetched(name, tmp_path) == data

    async def test_chunks_that_are_not_there_are_not_adopted(self) -> None:
        data = noise(3 * CHUNK_BYTES)
        file = await stored.write_chunks(data)
        await collection("bytes.chunks").delete_one({"files_id": file, "n": 1})
        with pytest.raises(store.Missing):
            await self.adopt(file, data, ObjectId())
        assert not await stored.files(hashlib.sha256(data).hexdigest())

    async def test_an_upload_given_up_takes_only_its_own_chunks_with_it(self, tmp_path: Path) -> None:
        data, shared = noise(10), noise(10)
        mine, adopted = await stored.write_chunks(data), await stored.write_chunks(shared)
        name = await self.adopt(adopted, shared, ObjectId())
        for file in (mine, adopted):
            await store.drop_chunks(file)
        assert not await stored.chunk_count(mine)
        assert await stored.fetched(name, tmp_path) == shared

    async def test_given_up_while_it_is_adopted_it_never_looks_whole_without_being_so(self, tmp_path: Path) -> None:
        async def race() -> bool:
            data = noise(2 * CHUNK_BYTES)
            file = await stored.write_chunks(data)
            name = hashlib.sha256(data).hexdigest()
            await asyncio.gather(store.drop_chunks(file), self.adopt(file, data, ObjectId()), return_exceptions=True)
            found = await store.find(name)
            if found is None or found.damaged:
                return False
            assert await stored.fetched(name, tmp_path) == data
            return True

        for _ in range(10):
            await asyncio.gather(*(race() for _ in range(10)))
