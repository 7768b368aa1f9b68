"""A process that belongs to us: started, started again when it ends, stopped, and never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
SHORT_LIFE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 10.0

_libc = ctypes.CDLL(None, use_errno=True)


class Child:
    """One supervised process. Its output goes to `log`, or to our own terminal when `log` is None."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path | None,
        environ: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._command = command
        self.log = log
        self._environ = environ
        self._pass_fds = pass_fds
        self._pause_seconds = 0.0
        self._start_again_at: float | None = None
        if log and log.exists():
            log.replace(log.with_suffix(".previous.log"))
        self.start()

    def start(self) -> None:
        """Start the process in a session of its own: the terminal's Ctrl-C reaches us alone."""
        us = os.getpid()
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output and subprocess.STDOUT,
                env=self._environ,
                pass_fds=self._pass_fds,
                start_new_session=True,
                preexec_fn=lambda: die_with(us),  # noqa: PLW1509 - no other way to outlive no `kill -9` of ours
            )
        self._started = time.monotonic()
        self._start_again_at = None

    @property
    def status(self) -> int | None:
        """The exit status (negative: the signal), None while it runs."""
        return self.process.poll()

    def revive(self) -> str | None:
        """Start the process again when it has ended: at once, but with pauses when it keeps ending.

        Returns a line for the person who watches, when there is news.
        """
        if self.status is None:
            return None
        now, news = time.monotonic(), None
        if self._start_again_at is None:
            self._kill_group()
            short = now - self._started < SHORT_LIFE_SECONDS
            self._start_again_at = now + (self._pause_seconds if short else 0)
            self._pause_seconds = min(LONGEST_PAUSE_SECONDS, self._pause_seconds * 2 or 1.0) if short else 0.0
            news = f"{self.name} stopped ({_told(self.status)}); starting it again{self._told_pause(now)}"
        if now >= self._start_again_at:
            self.start()
        return news

    def _told_pause(self, now: float) -> str:
        seconds = round((self._start_again_at or now) - now)
        where = f" (see {self.log})" if self.log else ""
        return f" in {seconds} s{where}" if seconds else ""

    def terminate(self) -> None:
        """Ask the process to end."""
        if self.status is None:
            self.process.terminate()

    def finish(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic seconds), then make sure of it, its own children included."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def stop(children: Sequence[Child], seconds: float) -> None:
    """End all of these processes within about `seconds`."""
    deadline = time.monotonic() + seconds
    for child in children:
        child.terminate()
    for child in children:
        child.finish(deadline)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent, whose pid this is, ends in whatever way; see prctl(2)."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _told(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
