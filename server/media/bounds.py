"""What a file may be, what reading it may cost, and what the child that reads it is left with."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.media.kinds import VIDEOS

# One file that a child writes
PHOTO_BYTES, VIDEO_BYTES = 64 << 20, 2 << 30
PHOTO_FILES, VIDEO_FILES = 32, 128


@dataclass(frozen=True)
class Limits:
    """What a file may be, and what reading it may cost."""

    image_bytes: int
    image_pixels: int
    video_bytes: int
    video_seconds: int
    memory_bytes: int
    seconds: float
    video_memory_bytes: int
    video_seconds_per_second: int
    threads: int


def may_move(kind: str) -> bool:
    """Whether a file of this kind can be a video."""
    return kind in VIDEOS or kind == "gif"


def bounds(
    kind: str, limits: Limits, seconds: float, reads: Iterable[Path], into: Path | None = None
) -> dict[str, Any]:
    """The limits as an order has them, and what child/limits.py makes of them for a file of this kind."""
    moves = may_move(kind)
    own = {
        "cpu_seconds": seconds * (limits.threads if moves else 1),
        "memory_bytes": limits.video_memory_bytes if moves else limits.memory_bytes,
        "output_bytes": VIDEO_BYTES if moves else PHOTO_BYTES,
        "open_files": VIDEO_FILES if moves else PHOTO_FILES,
        "programs": moves,
        "reads": list(map(str, reads)),
        "writes": [str(into)] if into else [],
    }
    return {"bounds": own, **dataclasses.asdict(limits)}
