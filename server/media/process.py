"""Running server/media/child.py: one order out, stages and one answer back, and no way to outlive its limits."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from server.media.refused import Refused

CHILD = Path(__file__).with_name("child.py")
# A broken child may say anything: this is more than a sound one ever does.
LINE_BYTES = 65_536
MAX_LINES = 512
COMPLAINT_BYTES = 2_000
SENTENCE_LETTERS = 300

OnStage = Callable[[str, int, int], Awaitable[None]]


class ChildFailed(Exception):
    """The child crashed, took too long or ran out of memory; the text is for operators."""


class _Child:
    """The process, and the end of what it complains about: somebody must read that, or it would wait for a reader."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._words = b""
        self._listening = asyncio.create_task(self._listen())

    async def last_words(self) -> str:
        """How it ended, and what it said then."""
        status = await self.process.wait()
        self._kill()
        await self._listening
        how = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        return f"{how}: {self._words.decode(errors='replace').strip()}"

    async def end(self) -> None:
        """Leave nothing of it behind."""
        self._kill()
        # wait() alone would hang on what the child said and nobody read
        assert self.process.stdout  # noqa: S101 - asked for in _started()
        while await self.process.stdout.read(LINE_BYTES):
            pass
        await self.process.wait()
        await self._listening

    def _kill(self) -> None:
        """With all programs that it started, and that may have outlived it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    async def _listen(self) -> None:
        assert self.process.stderr  # noqa: S101 - asked for in _started()
        while more := await self.process.stderr.read(COMPLAINT_BYTES):
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
    assert child.process.stdout  # noqa: S101 - asked for in _started()
    for _ in range(MAX_LINES):
        match await _message(child.process.stdout):
            case {"stage": "decoded" | "encoding" | "rendition" as stage, "done": int(done), "of": int(of)}:
                await on_stage(stage, done, of)
            case {"ok": dict(ok)}:
                return ok
            case {"refused": {"code": str(code), "sentence": str(sentence)}}:
                raise Refused(code[:SENTENCE_LETTERS], sentence[:SENTENCE_LETTERS])
            case None:
                raise ChildFailed(await child.last_words())
            case message:
                raise ChildFailed(f"said something unknown: {str(message)[:200]}")
    raise ChildFailed(f"said more than {MAX_LINES} lines")


async def _message(stdout: asyncio.StreamReader) -> Any:
    try:
        line = await stdout.readline()
        return json.loads(line) if line else None
    except (ValueError, RecursionError) as error:
        raise ChildFailed(f"said something that is not a JSON line: {error}") from error
