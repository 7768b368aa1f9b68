"""Running server/media/child/entry.py: one order out, stages and one answer back, and no way to outlive its limits."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from server.media import sentences
from server.media.child.words import clean
from server.media.refused import Refused

CHILD = Path(__file__).with_name("child") / "entry.py"
# A broken child may say anything: this is more than a sound one ever does.
LINE_BYTES = 65_536
MAX_LINES = 512
COMPLAINT_BYTES = 2_000
PLACE = re.compile(r"%\((\w+)\)s")
CODE_LETTERS = 40
NUMBER_MOST = 10**12

OnStage = Callable[[str, int, int], Awaitable[None]]


class ChildFailed(Exception):
    """The child crashed, took too long or ran out of memory; the text is for operators."""


class _Child:
    """The process, and what it says. Programs that it started end with it, whichever way it ends."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout and process.stderr  # noqa: S101 - asked for in _started()
        self.stdout = process.stdout
        self._process = process
        self._loop = asyncio.get_running_loop()
        self._words = b""
        # Somebody must read what it complains about, or it would wait for a reader.
        self._listening = asyncio.create_task(self._listen(process.stderr))
        self._ending = self._watch()

    async def last_words(self) -> str:
        """How it ended, and the end of what it complained about."""
        status = await self._process.wait()
        await self._listening
        how = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        return f"{how}: {self._words.decode(errors='replace').strip()}"

    async def end(self) -> None:
        """Leave nothing of it behind."""
        self._kill()
        # wait() alone would hang on what the child said and nobody read
        while await self.stdout.read(LINE_BYTES):
            pass
        await self._process.wait()
        await self._listening

    def _watch(self) -> int | None:
        """Programs that outlive it keep its pipes open, so these do not tell when it has ended."""
        try:
            ending = os.pidfd_open(self._process.pid)
        except ProcessLookupError:  # it already has
            self._kill_group()
            return None
        self._loop.add_reader(ending, self._kill)
        return ending

    def _kill(self) -> None:
        if self._ending is not None:
            self._loop.remove_reader(self._ending)
            os.close(self._ending)
            self._ending = None
            self._kill_group()

    def _kill_group(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        while more := await stderr.read(COMPLAINT_BYTES):
            self._words = (self._words + more)[-COMPLAINT_BYTES:]


async def run(order: dict[str, Any], seconds: float, on_stage: OnStage) -> dict[str, Any]:
    """What the child answered. Raises Refused or ChildFailed; whatever happens, no process is left behind."""
    async with _started(order) as child:
        try:
            async with asyncio.timeout(seconds) as deadline:
                return await _conversation(child, on_stage)
        except TimeoutError:
            if deadline.expired():
                raise ChildFailed(f"took longer than {seconds:g} s") from None
            raise


@contextlib.asynccontextmanager
async def _started(order: dict[str, Any]) -> AsyncIterator[_Child]:
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", CHILD, json.dumps(order)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_BYTES,
            env={},
            # Ctrl-C is for the parent, which lets its work finish; and what the child starts can be killed with it
            start_new_session=True,
        )
    except OSError as error:
        raise ChildFailed(f"could not start: {error}") from error
    child = _Child(process)
    try:
        yield child
    finally:
        await child.end()


async def _conversation(child: _Child, on_stage: OnStage) -> dict[str, Any]:
    for _ in range(MAX_LINES):
        match await _message(child.stdout):
            case {"stage": "decoded" | "encoding" | "rendition" as stage, "done": int(done), "of": int(of)}:
                await on_stage(stage, done, of)
            case {"ok": dict(ok)}:
                return ok
            case {"refused": {"code": str(code), "message": str(message), "values": dict(values)}}:
                raise _refusal(clean(code, CODE_LETTERS), message, values)
            case None:
                raise ChildFailed(await child.last_words())
            case message:
                raise ChildFailed(f"said something unknown: {str(message)[:200]}")
    raise ChildFailed(f"said more than {MAX_LINES} lines")


def _refusal(code: str, message: str, values: dict[str, Any]) -> Refused:
    """One of our own sentences, filled with what fits into it; else a general one."""
    filling = {name: value for name, each in values.items() if (value := _value(each)) is not None}
    if message not in sentences.KNOWN or set(PLACE.findall(message)) != set(filling):
        return Refused(code, sentences.UNKNOWN)
    return Refused(code, message, filling)


def _value(said: Any) -> str | float | None:
    if isinstance(said, str):
        return clean(said)
    is_number = type(said) in (int, float) and abs(said) < NUMBER_MOST  # not NaN, either
    return said if is_number else None


async def _message(stdout: asyncio.StreamReader) -> Any:
    try:
        line = await stdout.readline()
        return json.loads(line) if line else None
    except (ValueError, RecursionError) as error:
        raise ChildFailed(f"said something that is not a JSON line: {error}") from error
