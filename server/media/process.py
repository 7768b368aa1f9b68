"""Running server/media/child.py: one order out, stages and one answer back, and no way to outlive its limits."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from server.media.refused import Refused

CHILD = Path(__file__).with_name("child.py")
# A broken child may say anything: this is more than a sound one ever does.
LINE_BYTES = 16_384
MAX_LINES = 64
COMPLAINT_BYTES = 2_000

OnStage = Callable[[str, int, int], Awaitable[None]]


class ChildFailed(Exception):
    """The child crashed, took too long or ran out of memory; the text is for operators."""


async def run(order: dict[str, Any], seconds: float, on_stage: OnStage) -> dict[str, Any]:
    """What the child answered. Raises Refused or ChildFailed; whatever happens, no process is left behind."""
    async with _started(order) as process:
        try:
            async with asyncio.timeout(seconds) as deadline:
                return await _conversation(process, on_stage)
        except TimeoutError:
            if deadline.expired():
                raise ChildFailed(f"took longer than {seconds:g} s") from None
            raise


@contextlib.asynccontextmanager
async def _started(order: dict[str, Any]) -> AsyncIterator[asyncio.subprocess.Process]:
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", CHILD, json.dumps(order)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LINE_BYTES,
            env={},
            start_new_session=True,  # Ctrl-C is for the parent, which lets its work finish
        )
    except OSError as error:
        raise ChildFailed(f"could not start: {error}") from error
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        # wait() alone would hang on what the child said and nobody read
        await process.communicate()


async def _conversation(process: asyncio.subprocess.Process, on_stage: OnStage) -> dict[str, Any]:
    assert process.stdout  # noqa: S101 - asked for above
    for _ in range(MAX_LINES):
        match await _message(process.stdout):
            case {"stage": str(stage), "done": int(done), "of": int(of)}:
                await on_stage(stage, done, of)
            case {"ok": dict(ok)}:
                return ok
            case {"refused": {"code": str(code), "sentence": str(sentence)}}:
                raise Refused(code, sentence)
            case None:
                raise ChildFailed(await _last_words(process))
            case message:
                raise ChildFailed(f"said something unknown: {str(message)[:200]}")
    raise ChildFailed(f"said more than {MAX_LINES} lines")


async def _message(stdout: asyncio.StreamReader) -> Any:
    try:
        line = await stdout.readline()
        return json.loads(line) if line else None
    except ValueError as error:
        raise ChildFailed(f"said something that is not a JSON line: {error}") from error


async def _last_words(process: asyncio.subprocess.Process) -> str:
    assert process.stderr  # noqa: S101 - asked for above
    words = b""
    while more := await process.stderr.read(COMPLAINT_BYTES):
        words = (words + more)[-COMPLAINT_BYTES:]
    status = await process.wait()
    how = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
    return f"{how}: {words.decode(errors='replace').strip()}"
