"""`python -m bench.quality [FOLDER]`: how near each format comes to a lossless resize of real photos, by SSIMULACRA2.

Of 100, 90 cannot be told from the original side by side, 70 is high quality, 50 is medium. The settings in
server/media/child/render.py are those with which the three formats come about equally near.
"""

import sys
import tempfile
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from PIL import Image
from ssimulacra2 import compute_ssimulacra2  # type: ignore[import-untyped]

from server.media.child.decode import decode
from server.media.child.render import FORMATS, first_rendition
from server.media.kinds import HEAD_BYTES, kind_of
from server.media.refused import Refused

SAMPLES = Path("../shared/samples")
WIDTH = 1080
MOST = 1 << 30


class Score(NamedTuple):
    """`ssimulacra2` is at most 100."""

    bytes: int
    ssimulacra2: float


def main() -> None:
    """Print a line for each photo in the folder, and the means."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    print(f"{'photo at 1080 px':<28}" + "".join(f"{suffix:>10} KiB  score" for suffix in FORMATS))
    scores = [scored for path in sorted(folder.iterdir()) if (scored := _scored(path))]
    means = [
        Score(round(mean(score.bytes for score in one)), mean(score.ssimulacra2 for score in one))
        for one in zip(*scores, strict=True)
    ]
    _show(f"mean of {len(scores)}", means)


def _scored(path: Path) -> list[Score] | None:
    """Of each format; None for what is no photo."""
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD_BYTES))
        photo = decode(path, kind, MOST, MOST, lambda full: full)
    except (Refused, KeyError):
        return None
    width = min(WIDTH, photo.width)
    image = first_rendition(photo, "photo", (width, round(photo.height * width / photo.width)))
    with tempfile.TemporaryDirectory(prefix="tintype-quality-") as folder:
        scores = _of(image, Path(folder))
    _show(path.name, scores)
    return scores


def _of(image: Image.Image, folder: Path) -> list[Score]:
    lossless = folder / "lossless.png"
    image.save(lossless)
    scores = []
    for suffix, options in FORMATS.items():
        made = folder / f"made.{suffix}"
        image.save(made, **options)
        scores.append(Score(made.stat().st_size, compute_ssimulacra2(str(lossless), str(made))))
    return scores


def _show(name: str, scores: list[Score]) -> None:
    print(
        f"{name:<28}" + "".join(f"{score.bytes / 1024:>14.0f} {score.ssimulacra2:>6.1f}" for score in scores),
        flush=True,
    )


if __name__ == "__main__":
    main()
