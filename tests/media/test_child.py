"""When rendering goes wrong: the child is met at its first stage, with most of a second of work before it."""

import asyncio
import contextlib
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from server.media.sandbox import ChildFailed, render
from tests.media import pictures
from tests.media.looking import LIMITS, rendered

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


def big_photo(file: Path) -> Path:
    return pictures.save(file, pictures.noise(1600, 1200), quality=95)


def only_child() -> int:
    """The image child that runs now; a site under test may have other processes below us."""
    ours = (pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split())
    (child,) = [int(pid) for pid in ours if b"media/child/entry.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return child


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


async def test_a_child_that_is_killed_is_a_failure_of_ours_and_leaves_nothing_behind(file: Path) -> None:
    met: list[int] = []

    async def kill(stage: str, done: int, of: int) -> None:
        met.append(only_child())
        os.kill(met[0], signal.SIGKILL)

    with pytest.raises(ChildFailed, match="killed by SIGKILL"):
        await render(big_photo(file), file.parent, "photo", LIMITS, kill)
    assert is_gone(met[0])
    assert (await rendered(file)).width == 1600


async def test_a_child_that_hangs_is_killed_in_time(file: Path) -> None:
    met: list[int] = []

    async def halt(stage: str, done: int, of: int) -> None:
        met.append(only_child())
        os.kill(met[0], signal.SIGSTOP)

    limits = replace(LIMITS, seconds=2)
    with pytest.raises(ChildFailed, match="took longer than 2 s"):
        await render(big_photo(file), file.parent, "photo", limits, halt)
    assert is_gone(met[0])


async def test_a_child_that_needs_too_much_memory_says_so(file: Path) -> None:
    pictures.save(file, pictures.quarters(6000, 6000), "PNG")
    limits = replace(LIMITS, memory_bytes=200 << 20)
    with pytest.raises(ChildFailed, match="out of memory"):
        await render(file, file.parent, "photo", limits, lambda *_: asyncio.sleep(0))


async def test_whoever_stops_waiting_stops_the_child(file: Path) -> None:
    met: list[int] = []
    seen = asyncio.Event()

    async def halt(stage: str, done: int, of: int) -> None:
        met.append(only_child())
        os.kill(met[0], signal.SIGSTOP)
        seen.set()

    task = asyncio.create_task(render(big_photo(file), file.parent, "photo", LIMITS, halt))
    await seen.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert is_gone(met[0])


async def test_an_error_of_the_listener_is_not_blamed_on_the_child(file: Path) -> None:
    met: list[int] = []

    async def fail(stage: str, done: int, of: int) -> None:
        met.append(only_child())
        raise TimeoutError("the database is away")

    with pytest.raises(TimeoutError, match="the database is away"):
        await render(big_photo(file), file.parent, "photo", LIMITS, fail)
    assert is_gone(met[0])


async def test_the_child_has_no_secrets_and_no_way_up(file: Path) -> None:
    seen: dict[str, str] = {}

    async def look(stage: str, done: int, of: int) -> None:
        if stage == "decoded":
            seen.update((name, Path(f"/proc/{only_child()}/{name}").read_text()) for name in seen_names)

    seen_names = ("environ", "status", "limits")
    await render(big_photo(file), file.parent, "photo", LIMITS, look)
    assert seen["environ"] == ""
    assert "NoNewPrivs:\t1" in seen["status"]
    soft_and_hard = {line[:25].strip(): line[26:].split()[:2] for line in seen["limits"].splitlines()[1:]}
    assert soft_and_hard["Max core file size"] == ["0", "0"]
    assert soft_and_hard["Max cpu time"] == ["30", "30"]
    assert soft_and_hard["Max address space"] == [str(1 << 30)] * 2
    assert soft_and_hard["Max open files"] == ["32", "32"]
    assert soft_and_hard["Max file size"] == [str(64 << 20)] * 2


def test_the_child_dies_with_its_parent(file: Path) -> None:
    big_photo(file)
    script = f"""
import asyncio, os, signal
from pathlib import Path
from server.media.sandbox import render
from tests.media.test_child import LIMITS, only_child
async def halt(*stage):
    pid = only_child()
    os.kill(pid, signal.SIGSTOP)
    print(pid, flush=True)
asyncio.run(render(Path({str(file)!r}), Path({str(file.parent)!r}), "photo", LIMITS, halt))
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([child], [], [], 10)
    os.close(child)
    assert ended, "the child outlived its parent"
