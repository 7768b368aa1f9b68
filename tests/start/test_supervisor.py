"""`python -m server run`, with stand-ins for the site's own processes."""

import os
import signal
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from server.stores import embedded
from tests.start.conftest import Start
from tests.start.processes import Running, alive, free_port, until

pytestmark = pytest.mark.slow


def page(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=10.0)
    connection.request("GET", "/")
    return connection.getresponse().read().decode()


def stop(running: Running, number: int) -> None:
    """Stop it as Ctrl-C does: quickly, with status 0, and without leaving a process."""
    children = running.children()
    began = time.monotonic()
    running.process.send_signal(number)
    assert running.ends(seconds=6.0) == 0, running.said
    assert time.monotonic() - began < 5.0
    assert not [pid for pid in children if alive(pid)]
    assert "Traceback" not in running.said


def test_the_last_line_gives_the_address_and_ctrl_c_stops_everything(supervise: Start) -> None:
    port = free_port()
    running = supervise("web", "worker", "stubborn", PORT=str(port))
    running.says("Tintype is ready")
    assert running.said.splitlines()[-2:] == [
        "Log in as mira, password tintype",
        f"Tintype is ready: http://localhost:{port}",
    ]
    assert len(running.children()) == 5
    stop(running, signal.SIGINT)


def test_whatever_dies_is_started_again_visibly(supervise: Start, tmp_path: Path) -> None:
    port = free_port()
    running = supervise("web", "worker", PORT=str(port), DEMO="0")
    running.says("Tintype is ready")
    note = (tmp_path / "data" / "stores.json").read_text()
    for word, name in [("stand_in.py worker", "worker"), ("stand_in.py web", "web"), ("--replSet", "mongod")]:
        dead = running.kill_child(word)
        running.says(f"{name} stopped (signal 9); starting it again")
        until(lambda word=word, dead=dead: running.children(word) not in ([], [dead]))  # type: ignore[misc]
    assert page(port) == str(running.children("stand_in.py web")[0])
    assert (tmp_path / "data" / "stores.json").read_text() == note
    stop(running, signal.SIGTERM)
    assert not (tmp_path / "data" / "stores.json").exists()


def test_a_restart_of_web_refuses_nobody(supervise: Start) -> None:
    port = free_port()
    running = supervise("web", PORT=str(port), DEMO="0")
    running.says("Tintype is ready")
    dead = running.kill_child("stand_in.py web")
    assert page(port) != str(dead)


def test_several_web_processes_share_the_port(supervise: Start) -> None:
    port = free_port()
    running = supervise("web", PORT=str(port), DEMO="0", WEB_PROCESSES="2")
    running.says("Tintype is ready")
    webs = running.children("stand_in.py web")
    assert len(webs) == 2
    assert int(page(port)) in webs
    running.kill_child("stand_in.py web")
    running.says("web.1 stopped (signal 9); starting it again")
    assert page(port)


def test_a_kill_of_the_supervisor_leaves_nothing(supervise: Start) -> None:
    running = supervise("web", "stubborn", DEMO="0")
    running.says("Tintype is ready")
    children = running.children()
    os.kill(running.process.pid, signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in children))


def test_a_failing_demo_is_said_and_the_site_runs(supervise: Start) -> None:
    running = supervise("web", BROKEN_DEMO="1")
    running.says("Tintype is ready")
    assert "The demo could not be filled (exit status 1); Tintype runs without it." in running.said


def test_a_failing_release_starts_nothing(supervise: Start) -> None:
    running = supervise("web", BROKEN_RELEASE="1")
    assert running.ends() == 1
    assert running.said.splitlines()[-1] == "The indexes are in a twist."


def test_real_servers_in_production_start_nothing_embedded(supervise: Start, tmp_path: Path) -> None:
    with embedded.stores(tmp_path / "elsewhere") as real:
        running = supervise(
            "web",
            "stubborn",
            MONGODB_URI=real.addresses.mongodb_uri,
            REDIS_URL=real.addresses.redis_url,
            TINTYPE_ENV="production",
            SECRET_KEY="a secret of this test, long enough",
            PUBLIC_URL="https://tintype.example",
        )
        running.says("Tintype is ready: https://tintype.example")
        running.says("stubborn is deaf")
        assert len(running.children()) == 2
        stop(running, signal.SIGTERM)
    assert not (tmp_path / "data" / "mongo").exists()
