"""A running Tintype: real stores, and web, worker and scheduler as processes of their own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

READY_SECONDS = 30.0
STOP_SECONDS = 30.0


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@dataclass
class Process:
    """One process of the site."""

    command: tuple[str, ...]
    environ: dict[str, str]
    log: Path
    popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            environ = os.environ | self.environ
            self.popen = subprocess.Popen([sys.executable, "-m", *self.command], env=environ, stderr=log, stdout=log)

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As a deploy does; the exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        if self.popen is None:
            return 0
        self.popen.send_signal(number)
        status = self.popen.wait(STOP_SECONDS)
        self.popen = None
        return status


@dataclass
class Site:
    """What a test can reach: addresses of the web processes, and every process by name."""

    environ: dict[str, str]
    folder: Path
    processes: dict[str, Process] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.url_of("web")

    def url_of(self, name: str) -> str:
        return f"http://localhost:{self.ports[name]}"

    def add(self, name: str, *command: str, **environ: str) -> Process:
        process = Process(command, self.environ | environ, self.folder / f"{name}.log")
        self.processes[name] = process
        process.start()
        return process

    def add_web(self, name: str = "web") -> Process:
        """One more web process, on a port of its own."""
        self.ports[name] = free_port()
        process = self.add(name, "server", "web", PORT=str(self.ports[name]))
        self.wait_until_ready(name)
        return process

    def restart(self, name: str) -> None:
        self.processes[name].start()
        if name in self.ports:
            self.wait_until_ready(name)

    def wait_until_ready(self, name: str = "web") -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx2.get(f"{self.url_of(name)}/readyz", verify=False).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)  # between two looks; the deadline decides
        raise AssertionError(f"{name} was not ready: {self.processes[name].log.read_text()[-3000:]}")

    def stop(self) -> None:
        for process in self.processes.values():
            process.stop()


@contextmanager
def running(environ: dict[str, str], folder: Path) -> Iterator[Site]:
    """The whole site, until the block ends."""
    site = Site(environ, folder)
    subprocess.run([sys.executable, "-m", "server", "release"], env=os.environ | environ, check=True)
    try:
        site.add_web()
        site.add("worker", "jobs", "worker")
        site.add("scheduler", "jobs", "scheduler")
        yield site
    finally:
        site.stop()


async def listens(port: int) -> bool:
    """Whether somebody on this machine takes connections there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def eventually(look, *, seconds: float = 20.0):  # type: ignore[no-untyped-def]
    """The first true answer of `look()` (a coroutine function); fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := await look():
            return answer
        assert time.monotonic() < deadline, f"did not happen within {seconds} s: {look.__name__}"
        await asyncio.sleep(0.05)
