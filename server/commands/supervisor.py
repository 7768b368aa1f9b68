"""Keeps the processes of one `make run` alive."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from server.settings import Settings
from server.stores import child
from server.stores.addresses import Addresses
from server.stores.child import Child

LOOK_EVERY_SECONDS = 0.1
STOP_SECONDS = 2.3
SHORT_STOP_SECONDS = 0.3


@contextmanager
def processes(
    settings: Settings, commands: Mapping[str, Sequence[str]], stores: Addresses, listener: socket.socket
) -> Iterator[list[Child]]:
    """The Procfile's processes, until the block ends. Several web processes accept from the one listener."""
    running: list[Child] = []
    environ = environment(stores) | {"LISTEN_FD": str(listener.fileno())}
    try:
        for name, command in _instances(settings, commands):
            running.append(Child(name, command, log=log(settings, name), environ=environ, pass_fds=[listener.fileno()]))
        yield running
    finally:
        child.stop(running, STOP_SECONDS)


def _instances(settings: Settings, commands: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    for name, command in commands.items():
        if name == "web" and settings.web_processes > 1:
            yield from ((f"web.{number}", command) for number in range(1, settings.web_processes + 1))
        else:
            yield name, command


def environment(stores: Addresses) -> dict[str, str]:
    """What every process of the site gets: our own environment and where the stores are."""
    given = {"MONGODB_URI": stores.mongodb_uri, "REDIS_URL": stores.redis_url, "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **given}


def log(settings: Settings, name: str) -> Path | None:
    """Where a process writes: a file for a developer, our own output in production."""
    return None if settings.production else settings.data_dir / "logs" / f"{name}.log"


def watch(children: Sequence[Child], until: Callable[[], bool]) -> None:
    """Start again whatever ends, visibly, until `until` says so."""
    while not until():
        for each in children:
            if news := each.revive():
                print(news, flush=True)
        time.sleep(LOOK_EVERY_SECONDS)


def run_to_end(name: str, command: Sequence[str], stores: Addresses, others: Sequence[Child]) -> int:
    """Run one short command with its output visible while the others are watched. Returns its exit status."""
    short = Child(name, command, log=None, environ=environment(stores))
    try:
        watch(others, until=lambda: short.status is not None)
    finally:
        child.stop([short], SHORT_STOP_SECONDS)
    return short.status or 0


def stop_on_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal become one KeyboardInterrupt; later ones cannot disturb the clean-up."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        numbers.append(signal.SIGHUP)

    def stop_once(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, stop_once)
