"""In the child: running the ffmpeg program, which may not outlive us, and telling whose fault it is when it fails."""

import os
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO

import imageio_ffmpeg  # type: ignore[import-untyped]

from server.media.child.limits import die_with_parent

NICE = 10
# More than this share of frames that cannot be decoded, or only guessed in parts, and it is no video to show.
MOST_BROKEN = 0.1
_BROKEN_FRAME = "corrupt decoded frame"
# What ffmpeg ends with when it gave up for that reason, and for data that make no sense.
_BAD_INPUT = (69, 0xB7)
_LAST_LINES, _COMPLAINTS = 200, 10
# The package would run it to see whether it runs.
_PROGRAM = next(Path(imageio_ffmpeg.__file__).with_name("binaries").glob("ffmpeg-*"))
_MANNERS = (
    *("-hide_banner", "-nostdin", "-nostats", "-y", "-loglevel", "repeat+level+info"),
    *("-progress", "pipe:1", "-stats_period", "0.2", "-max_error_rate", str(MOST_BROKEN)),
)


class BadInput(Exception):
    """The file is damaged beyond what can be shown."""


class FfmpegFailed(Exception):
    """It broke for another reason than the file; the text is for operators."""


def run(arguments: Sequence[str], folder: Path, on_time: Callable[[float], None]) -> str:
    """The last of what ffmpeg logged. `on_time` hears how many seconds of the result are done.

    Raises BadInput or FfmpegFailed.
    """
    with tempfile.TemporaryFile("w+", dir=folder, errors="replace") as log:
        frames, status = _run(arguments, folder, log, on_time)
        log.seek(0)
        broken, last = _read(log)
    if status in _BAD_INPUT or broken > MOST_BROKEN * frames:
        raise BadInput(_complaints(last))
    if status:
        raise FfmpegFailed(f"{_complaints(last)} | ffmpeg ended with {status}")
    return "".join(last)


def _run(arguments: Sequence[str], folder: Path, log: IO[str], on_time: Callable[[float], None]) -> tuple[int, int]:
    """How many frames were encoded, and how it ended."""
    frames = 0
    with subprocess.Popen(
        [str(_PROGRAM), *_MANNERS, *arguments],
        cwd=folder,
        env={},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        preexec_fn=_behave,  # noqa: PLW1509 - this process has one thread
    ) as process:
        for line in process.stdout or ():
            name, _, value = line.strip().partition("=")
            if name == "frame":
                frames = int(value)
            elif name == "out_time_us" and value.isdigit():
                on_time(int(value) / 1e6)
    return frames, process.returncode


def _read(log: Iterable[str]) -> tuple[int, Sequence[str]]:
    """How many frames were broken, and the last lines."""
    last: deque[str] = deque(maxlen=_LAST_LINES)
    broken = 0
    for line in log:
        broken += _BROKEN_FRAME in line
        last.append(line)
    return broken, last


def _behave() -> None:
    die_with_parent()
    os.nice(NICE)


def _complaints(lines: Iterable[str]) -> str:
    found = [line.strip() for line in lines if "[error]" in line or "[fatal]" in line]
    return " | ".join(found[-_COMPLAINTS:])
