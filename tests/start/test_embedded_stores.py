"""The embedded mongod and Redis, started for real."""

import asyncio
import contextlib
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from redis import Redis

from server.settings import StartError
from server.stores import child, embedded, mongod
from server.stores.embedded import Stores
from tests.site import free_port, listens
from tests.start.conftest import Start
from tests.start.processes import alive, until


def insert(stores: Stores, word: str) -> None:
    with MongoClient[dict[str, str]](stores.addresses.mongodb_uri) as client:
        client.test.words.insert_one({"_id": word})


def words(stores: Stores) -> set[str]:
    with MongoClient[dict[str, str]](stores.addresses.mongodb_uri) as client:
        return {document["_id"] for document in client.test.words.find()}


def port_of(stores: Stores) -> int:
    return int(stores.addresses.mongodb_uri.split(":")[2].split("/")[0])


def test_data_outlives_a_stop_though_the_port_changes(tmp_path: Path) -> None:
    with embedded.stores(tmp_path) as first:
        insert(first, "silver")
        with Redis.from_url(first.addresses.redis_url) as client:
            assert client.ping()
    assert [child.status for child in first.children] == [0, 0]
    with embedded.stores(tmp_path) as second:
        assert second.addresses.mongodb_uri != first.addresses.mongodb_uri
        insert(second, "iron")
        assert words(second) == {"silver", "iron"}


def test_transactions_work(tmp_path: Path) -> None:
    with (
        embedded.stores(tmp_path) as stores,
        MongoClient[dict[str, str]](stores.addresses.mongodb_uri) as client,
        client.start_session() as session,
        session.start_transaction(),
    ):
        client.test.words.insert_one({"_id": "silver"}, session=session)


def test_a_second_start_for_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        embedded.stores(tmp_path),
        pytest.raises(StartError, match="Another Tintype is running"),
        embedded.stores(tmp_path),
    ):
        pass


def test_a_kill_of_the_owner_leaves_no_store_and_loses_nothing(start: Start, tmp_path: Path) -> None:
    owner = start("tests/start/stand_in.py", "stores")
    owner.says("\n")
    pids = [int(pid) for pid in owner.said.split()]
    assert all(alive(pid) for pid in pids)
    owner.process.kill()
    owner.ends()
    until(lambda: not any(alive(pid) for pid in pids))
    with embedded.stores(tmp_path / "data") as stores:
        insert(stores, "silver")


def test_a_dead_mongod_comes_back_on_its_port_with_its_data(tmp_path: Path) -> None:
    with embedded.stores(tmp_path) as stores:
        insert(stores, "silver")
        server = stores.children[0]
        os.kill(server.process.pid, signal.SIGKILL)
        until(lambda: server.status is not None)
        assert server.revive() == "mongod stopped (signal 9); starting it again"
        assert server.revive() is None
        mongod.wait_until_writable(server, port_of(stores))
        assert words(stores) == {"silver"}


def test_who_asked_while_mongod_was_starting_can_use_transactions_after_it(tmp_path: Path) -> None:
    """A connection made before the server had its replica set could never do any, and stayed in the pool."""
    askers, port = 8, free_port()
    server = mongod.start(port, tmp_path / "mongo", tmp_path / "log")

    def ask(_: int) -> None:
        for _ in range(20):
            with contextlib.suppress(PyMongoError):
                client.admin.command("ping")

    def write_in_a_transaction(number: int) -> None:
        with client.start_session() as session:
            session.with_transaction(lambda each: client.test.numbers.insert_one({"_id": number}, session=each))

    try:
        until(lambda: asyncio.run(listens(port)))
        with (
            MongoClient[dict[str, int]](mongod.uri(port), serverSelectionTimeoutMS=100) as client,
            ThreadPoolExecutor(askers) as pool,
        ):
            list(pool.map(ask, range(askers)))
            mongod.wait_until_writable(server, port)
            client.test.numbers.insert_one({"_id": askers})
            list(pool.map(write_in_a_transaction, range(askers)))
            assert client.test.numbers.count_documents({}) == 1 + askers
    finally:
        child.stop([server], seconds=10)


def test_a_mongod_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mongo").mkdir()
    (tmp_path / "mongo" / "WiredTiger").write_text("nonsense")
    (tmp_path / "mongo" / "WiredTiger.turtle").write_text("nonsense")
    sentence = r"mongod could not start: the reason is at the end of .*mongod\.log"
    with pytest.raises(StartError, match=sentence), embedded.stores(tmp_path):
        pass
