"""A site to measure: real stores, and servers that have one core to themselves; everything else is on the other."""

import http.client
import os
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server.settings import current
from server.stores import child, embedded
from server.stores.child import Child

READY_SECONDS = 30.0
STOP_SECONDS = 5.0
OPEN_FILES = 8192
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, OTHER_CORE = CORES[0], CORES[-1]
GENEROUS = ("SIGNUP_LIMIT", "LOGIN_LIMIT", "GUESS_LIMIT", "UPLOAD_LIMIT", "WRITE_LIMIT")


@contextmanager
def stores() -> Iterator[Path]:
    """Embedded stores in a folder that goes with them, and an environment in which ours and our children's code finds
    them; this process stays on the stores' core."""
    os.sched_setaffinity(0, {OTHER_CORE})
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory(prefix="tintype-bench-") as name, embedded.stores(Path(name)) as started:
        os.environ |= {
            "MONGODB_URI": started.addresses.mongodb_uri,
            "REDIS_URL": started.addresses.redis_url,
            "DATA_DIR": name,
            "SECRET_KEY": "for the benchmarks only",
            **dict.fromkeys(GENEROUS, "100000/hour"),
        }
        current.cache_clear()
        yield Path(name)


@contextmanager
def serving(folder: Path, name: str, *command: str) -> Iterator[tuple[Child, int]]:
    """`python -m command…`, alone on its core, listening on the PORT that it is given: the process and that port."""
    port = free_port()
    running = _start(folder, name, command, port)
    try:
        wait_until_ready(running, port)
        yield running, port
    finally:
        child.stop([running], STOP_SECONDS)


def _start(folder: Path, name: str, command: Sequence[str], port: int) -> Child:
    environ = os.environ | {"PORT": str(port)}
    os.sched_setaffinity(0, {SERVER_CORE})  # inherited
    try:
        return Child(name, [sys.executable, "-m", *command], log=folder / f"{name}.log", environ=environ)
    finally:
        os.sched_setaffinity(0, {OTHER_CORE})


def wait_until_ready(running: Child, port: int) -> None:
    """Return when /readyz on `port` says so. Raises RuntimeError when the process ended, or took too long."""
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(port):
        if running.status is not None or time.monotonic() > deadline:
            words = running.log.read_text()[-2000:] if running.log else ""
            raise RuntimeError(f"{running.name} was not ready: {words}")
        time.sleep(0.05)  # between two looks; the deadline decides


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
