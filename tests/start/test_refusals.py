"""What is in the way is said in one plain sentence, and the exit status is not 0."""

import socket
from pathlib import Path

from tests.start.conftest import Start
from tests.start.processes import Running, free_port


def assert_refused(running: Running, words: str) -> None:
    assert running.ends() == 2
    assert words in running.said
    assert len(running.said.splitlines()) == 1


def run(start: Start, **settings: str) -> Running:
    return start("-m", "server", "run", **settings)


def test_a_taken_port(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_refused(run(start, PORT=str(port)), f"Port {port} is taken")


def test_a_full_disk(start: Start) -> None:
    assert_refused(run(start, MIN_FREE_MB="999999999"), "999999999 MB are needed")


def test_a_data_folder_that_is_none(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert_refused(run(start, DATA_DIR=str(tmp_path / "file")), "DATA_DIR")


def test_a_mongodb_that_does_not_answer(start: Start) -> None:
    port = free_port()
    running = run(start, MONGODB_URI=f"mongodb://mira:tulip@127.0.0.1:{port}", REDIS_URL=f"redis://127.0.0.1:{port}")
    assert_refused(running, "MONGODB_URI")
    assert "tulip" not in running.said


def test_an_address_that_is_none(start: Start) -> None:
    assert_refused(
        run(start, MONGODB_URI="postgres://tulip", REDIS_URL="redis://tulip"),
        "MONGODB_URI is not the address of a MongoDB",
    )


def test_one_real_store_without_the_other(start: Start) -> None:
    assert_refused(run(start, MONGODB_URI="mongodb://127.0.0.1"), "MONGODB_URI is set without REDIS_URL")
    assert_refused(run(start, REDIS_URL="redis://127.0.0.1"), "REDIS_URL is set without MONGODB_URI")


def test_a_mongodb_past_its_replica_set(start: Start) -> None:
    direct = "mongodb://127.0.0.1/?directConnection=true"
    assert_refused(run(start, MONGODB_URI=direct, REDIS_URL="redis://127.0.0.1"), "name the replica set instead")


def test_a_worker_without_stores_does_not_pretend_to_work(start: Start) -> None:
    running = start("-m", "jobs", "worker", MONGODB_URI="postgres://tulip", REDIS_URL="redis://127.0.0.1:1")
    assert running.ends() == 1
    assert "the stores could not be opened" in running.said
    assert "worker_ready" not in running.said


def test_no_secret_in_production(start: Start) -> None:
    assert_refused(run(start, TINTYPE_ENV="production"), "SECRET_KEY is missing")


def test_a_short_secret_in_production(start: Start) -> None:
    assert_refused(run(start, TINTYPE_ENV="production", SECRET_KEY="x" * 31), "SECRET_KEY is too short")


def test_no_address_in_production(start: Start) -> None:
    assert_refused(run(start, TINTYPE_ENV="production", SECRET_KEY="x" * 32), "PUBLIC_URL is missing")


def test_an_address_of_the_site_that_is_none(start: Start) -> None:
    for address in ("tintype.example", "ftp://tintype.example", "https://tintype.example/photos", "https://"):
        assert_refused(run(start, PUBLIC_URL=address), "PUBLIC_URL must be an address such as")


def test_a_number_that_is_none(start: Start) -> None:
    assert_refused(run(start, PORT="eighty"), "PORT must be a whole number")
    assert_refused(run(start, WRITE_LIMIT="often"), "WRITE_LIMIT must be a number in a time, such as 10/minute")
