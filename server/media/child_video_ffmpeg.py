"""In the child: running the ffmpeg program, which may not outlive us, and telling whose fault it is when it fails."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]

from server.media.child_limits import die_with_parent

NICE = 10
# More than this share of frames that cannot be decoded, and it gives up.
MOST_ERRORS = "0.1"
# What ffmpeg ends with when it gave up for that reason, and for data that make no sense.
_BAD_INPUT = (69, 0xB7)
_LOG_BYTES = 64 << 10
_COMPLAINTS = 20  # The package would run it to see whether it runs.
_PROGRAM = next(Path(imageio_ffmpeg.__file__).with_name("binaries").glob("ffmpeg-*"))


class BadInput(Exception):
    """The file is damaged beyond what can be shown."""


class FfmpegFailed(Exception):
    """It broke for another reason than the file; the text is for operators."""


def run(arguments: Sequence[str], folder: Path, on_time: Callable[[float], None]) -> str:
    """What ffmpeg logged. `on_time` hears how many seconds of the result are done. Raises BadInput or FfmpegFailed."""
    command = [str(_PROGRAM), *_MANNERS, *arguments]
    with tempfile.TemporaryFile(dir=folder) as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            preexec_fn=_behave,  # noqa: PLW1509 - this process has one thread
        )
        with process:
            for line in process.stdout or ():
                if found := re.match(r"out_time_us=(\d+)", line):
                    on_time(int(found[1]) / 1e6)
        log.seek(max(0, log.tell() - _LOG_BYTES))
        said = log.read().decode(errors="replace")
    if process.returncode in _BAD_INPUT:
        raise BadInput(_complaints(said))
    if process.returncode:
        raise FfmpegFailed(f"ffmpeg ended with {process.returncode}: {_complaints(said)}")
    return said


_MANNERS = (
    *("-hide_banner", "-nostdin", "-nostats", "-y", "-loglevel", "level+info"),
    *("-progress", "pipe:1", "-stats_period", "0.5", "-max_error_rate", MOST_ERRORS),
)


def _behave() -> None:
    die_with_parent()
    os.nice(NICE)


def _complaints(said: str) -> str:
    lines = [line for line in said.splitlines() if "[error]" in line or "[fatal]" in line]
    return " | ".join(lines[-_COMPLAINTS:])
