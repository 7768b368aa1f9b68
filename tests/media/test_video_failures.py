"""When a video cannot be encoded: whose fault it is, and that nothing is left behind."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from server.media.sandbox import ChildFailed, Refused, render
from tests.media import videos, watching
from tests.media.looking import LIMITS
from tests.media.watching import published

DAMAGED = "This file is damaged: the video in it cannot be read. Try to save it again."
PROJECT = Path(__file__).parents[2]
WAIT_SECONDS = 10


class EnoughSeen(Exception):
    """The rest would take a while."""


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def named(pids: list[int], name: bytes) -> int:
    (found,) = [pid for pid in pids if name in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return found


def child() -> int:
    """The one that reads the video."""
    return named(children(os.getpid()), b"media/child/entry.py")


def ffmpeg() -> int:
    """The program that it has started."""
    return named(children(child()), b"ffmpeg")


def a_while_of_work(tmp_path: Path) -> Path:
    return videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.AAC, size=(640, 480), seconds=15, rate=30)


@pytest.mark.parametrize("share", [0.05, 0.5])
async def test_a_video_with_many_broken_pictures_is_damaged(tmp_path: Path, share: float) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.MUTE, size=(320, 240), seconds=2)
    with pytest.raises(Refused) as caught:
        await published(videos.spoilt(file, share), tmp_path / "made")
    assert (caught.value.code, caught.value.sentence) == ("damaged", DAMAGED)


async def test_a_video_with_one_broken_picture_is_published(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.MUTE, size=(320, 240), seconds=4)
    content = bytearray(file.read_bytes())
    at = len(content) // 2
    content[at : at + 40] = bytes(40)
    file.write_bytes(content)
    assert (await published(file, tmp_path / "made")).seconds == pytest.approx(4, abs=0.2)


async def test_a_webm_that_lost_its_second_half_is_cut_off(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.webm", *videos.VP9, *videos.MUTE, size=(320, 240), seconds=6)
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(content[:half] + bytes(len(content) - half))
    with pytest.raises(Refused, match="This file is cut off: part of the video is missing"):
        await published(file, tmp_path / "made")


async def test_only_what_is_published_is_left_in_the_folder(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.AAC, size=(160, 120))
    result = await published(file, tmp_path / "made")
    assert {path.name for path in (tmp_path / "made").iterdir()} == {made.name for made in result.files}


async def test_an_encoder_that_is_killed_is_a_failure_of_ours(tmp_path: Path) -> None:
    async def kill(stage: str, done: int, of: int) -> None:
        # Between two of its programs there is none: then the next one.
        with contextlib.suppress(ValueError):
            if done:
                os.kill(ffmpeg(), signal.SIGKILL)

    (tmp_path / "made").mkdir()
    with pytest.raises(ChildFailed, match="ffmpeg ended with -9"):
        await render(a_while_of_work(tmp_path), tmp_path / "made", "photo", LIMITS, kill)


async def test_too_little_memory_is_a_failure_of_ours(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, size=(1920, 1080), seconds=1)
    with pytest.raises(ChildFailed):
        await published(file, tmp_path / "made", replace(LIMITS, video_memory_bytes=700 << 20))


def test_the_encoder_ends_with_a_worker_that_is_killed(tmp_path: Path) -> None:
    file, made = a_while_of_work(tmp_path), tmp_path / "made"
    made.mkdir()
    script = f"""
import asyncio, os, signal
from pathlib import Path
from server.media.sandbox import render
from tests.media.test_video_failures import LIMITS, ffmpeg
async def tell(stage, done, of):
    if done:
        pid = ffmpeg()
        os.kill(pid, signal.SIGSTOP)
        print(pid, flush=True)
        await asyncio.sleep(600)
asyncio.run(render(Path({str(file)!r}), Path({str(made)!r}), "photo", LIMITS, tell))
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        encoder = os.pidfd_open(int(worker.stdout.readline()))
        worker.kill()
    ended, _, _ = select.select([encoder], [], [], WAIT_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(encoder, signal.SIGKILL)
    os.close(encoder)
    assert ended, "ffmpeg outlived the worker"


async def test_the_encoder_can_do_no_more_than_the_child(tmp_path: Path) -> None:
    seen: dict[str, str] = {}

    async def look(stage: str, done: int, of: int) -> None:
        if done:
            pid = ffmpeg()
            seen.update((name, Path(f"/proc/{pid}/{name}").read_text()) for name in ("status", "environ", "stat"))
            raise EnoughSeen

    (tmp_path / "made").mkdir()
    with pytest.raises(EnoughSeen):
        await render(a_while_of_work(tmp_path), tmp_path / "made", "photo", LIMITS, look)
    assert "NoNewPrivs:\t1" in seen["status"]
    assert "Seccomp:\t2" in seen["status"]
    assert seen["environ"] == ""
    niceness = int(seen["stat"].rsplit(")", 1)[1].split()[16])
    assert niceness == os.nice(0) + 10


async def test_a_video_may_not_fetch_anything(tmp_path: Path) -> None:
    """A playlist in the clothes of a video would have ffmpeg read other files."""
    other = videos.clip(tmp_path / "other.mp4", *videos.H264, size=(160, 120), seconds=0.3)
    file = tmp_path / "a.mp4"
    header = b"\0\0\0\x10ftypisom\0\0\0\0"
    file.write_bytes(header + f"#EXTM3U\n#EXTINF:1,\n{other}\n#EXT-X-ENDLIST\n".encode())
    with pytest.raises(Refused):
        await published(file, tmp_path / "made")
    assert watching.frames(other)
