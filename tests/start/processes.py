"""Real processes for the tests of starting: start, listen to what they say, leave none behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ("MONGODB_URI", "REDIS_URL", "SECRET_KEY", "TINTYPE_ENV", "PUBLIC_URL", "LISTEN_FD")


def until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Running:
    """One process and what it has said so far."""

    def __init__(self, command: Sequence[str], output: Path, **settings: str) -> None:
        self._output = output
        environ = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self._output.read_text()

    def says(self, text: str, seconds: float = 15.0) -> None:
        try:
            until(lambda: text in self.said or self.process.poll() is not None, seconds)
        finally:
            assert text in self.said, self.said

    def ends(self, seconds: float = 15.0) -> int:
        return self.process.wait(seconds)

    def children(self, word: str = "") -> list[int]:
        """Process ids of the direct children whose command line contains this word."""
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in found if word in Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")]

    def kill_child(self, word: str) -> int:
        pid = self.children(word)[0]
        os.kill(pid, signal.SIGKILL)
        return pid
