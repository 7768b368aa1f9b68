"""The embedded mongod and Redis, started for real."""

import os
import signal
from pathlib import Path

import pytest
from pymongo import MongoClient
from redis import Redis

from server.settings import StartError
from server.stores import embedded, mongod
from server.stores.embedded import Stores
from tests.start.conftest import Start
from tests.start.processes import alive, until


def insert(stores: Stores, word: str) -> None:
    with MongoClient[dict[str, str]](stores.addresses.mongodb_uri) as client:
        client.test.words.insert_one({"_id": word})


def words(stores: Stores) -> set[str]:
    with MongoClient[dict[str, str]](stores.addresses.mongodb_uri) as client:
        return {document["_id"] for document in client.test.words.find()}


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
        mongod.wait_until_writable(server, int(stores.addresses.mongodb_uri.split(":")[2].split("/")[0]))
        assert words(stores) == {"silver"}


def test_a_mongod_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mongo").mkdir()
    (tmp_path / "mongo" / "WiredTiger").write_text("nonsense")
    (tmp_path / "mongo" / "WiredTiger.turtle").write_text("nonsense")
    sentence = r"mongod could not start: the reason is at the end of .*mongod\.log"
    with pytest.raises(StartError, match=sentence), embedded.stores(tmp_path):
        pass
