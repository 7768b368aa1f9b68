"""One 12-megapixel photo through the real child, against plain Pillow making the same files."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from PIL import Image

from bench import site
from bench.memory import children, memory_kib
from bench.results import Result
from server.media import sandbox
from server.media.actions import limits
from server.settings import current

ROUNDS = 3
SIZE = (4032, 3024)
GRAIN = 6.0
QUALITY = 84


class Made(NamedTuple):
    """What it took to make all renditions of one photo, the start of the child included."""

    seconds: float
    peak_kib: int
    bytes: int


def measure(folder: Path) -> list[Result]:
    """Time, memory and bytes of both, on one core, in turns."""
    photo = folder / "photo.jpg"
    _photo().save(photo, quality=QUALITY)
    os.sched_setaffinity(0, {site.SERVER_CORE})
    try:
        rounds = [(_in_a_folder(_ours, photo), _in_a_folder(_naive, photo)) for _ in range(ROUNDS)]
    finally:
        os.sched_setaffinity(0, {site.OTHER_CORE})
    return _results(rounds, photo.stat().st_size)


def _photo() -> Image.Image:
    """Soft shapes with grain: as large in bytes as a phone's photo."""
    random = np.random.default_rng(7)
    width, height = SIZE
    shapes = Image.fromarray(random.integers(0, 256, (24, 32, 3), dtype=np.uint8)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    grain = random.normal(0, GRAIN, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(np.asarray(shapes) + grain, 0, 255).astype(np.uint8))


def _in_a_folder(make: Callable[[Path, Path], int], photo: Path) -> Made:
    with tempfile.TemporaryDirectory(prefix="tintype-renditions-") as into:
        began = time.perf_counter()
        peak_kib = make(photo, Path(into))
        seconds = time.perf_counter() - began
        return Made(seconds, peak_kib, sum(path.stat().st_size for path in Path(into).iterdir()))


def _ours(photo: Path, into: Path) -> int:
    peaks, others = [0], children()

    async def on_stage(stage: str, done: int, of: int) -> None:
        peaks.extend(memory_kib(child, "VmHWM") for child in children() - others)

    asyncio.run(sandbox.render(photo, into, "photo", limits(current()), on_stage))
    return max(peaks)


def _naive(photo: Path, into: Path) -> int:
    command = [sys.executable, "-m", "bench.naive", str(photo), str(into)]
    return int(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def _results(rounds: list[tuple[Made, Made]], size: int) -> list[Result]:
    ours = Made(*(median(figures) for figures in zip(*(each for each, _ in rounds), strict=True)))
    naive = Made(*(median(figures) for figures in zip(*(each for _, each in rounds), strict=True)))
    ratio = median(theirs.seconds / mine.seconds for mine, theirs in rounds)
    against = f"plain Pillow, {naive.seconds:.2f} s: each file decoded and resized by itself ({size:,} bytes in)"
    return [
        Result("renditions", 1 / ours.seconds, "photos/s", ratio, against),
        Result(
            "renditions_memory", ours.peak_kib / 1024, "MiB", ours.peak_kib / naive.peak_kib, "the same: less is better"
        ),
        Result("renditions_bytes", ours.bytes / 1024, "KiB", ours.bytes / naive.bytes, "the same: less is better"),
    ]
