"""Looking into and rendering pictures that strangers sent, each in a child process with limits."""

import contextlib
import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.media.kinds import PHOTOS
from server.media.process import ChildFailed as ChildFailed
from server.media.process import OnStage, run
from server.media.refused import Refused as Refused

NAME = re.compile(r"[ws][0-9]{1,4}\.(avif|jpg)")
MEDIA_TYPES = {".avif": "image/avif", ".jpg": "image/jpeg"}


@dataclass(frozen=True)
class Limits:
    """What one picture may be, and what reading it may cost."""

    max_bytes: int
    max_pixels: int
    memory_bytes: int
    seconds: float


@dataclass(frozen=True)
class Inspection:
    """What a file is, by its bytes, and its size as people see it."""

    format: str
    width: int
    height: int


@dataclass(frozen=True)
class RenderedFile:
    """One rendition, on disk."""

    name: str
    media_type: str
    width: int
    height: int
    path: Path


@dataclass(frozen=True)
class Rendered:
    """A photo's upright size, its thumbhash and all its renditions, largest first."""

    width: int
    height: int
    placeholder: bytes
    files: tuple[RenderedFile, ...]


async def inspect(source: Path, limits: Limits) -> Inspection:
    """Read a file to its end. Raises Refused or ChildFailed."""
    order = {"job": "inspect", "source": str(source), **dataclasses.asdict(limits)}
    answer = await run(order, limits.seconds, _ignore)
    with _checked():
        return Inspection(PHOTOS[PHOTOS.index(answer["format"])], int(answer["width"]), int(answer["height"]))


async def render(source: Path, into: Path, plan: str, limits: Limits, on_stage: OnStage) -> Rendered:
    """Make the renditions of `plan` ("photo" or "avatar") in the folder `into`. Raises Refused or ChildFailed.

    `on_stage` hears ("decoded", 0, of) and then ("rendition", done, of) after each file.
    """
    paths = {"source": str(source), "into": str(into)}
    order = {"job": "render", "plan": plan, **paths, **dataclasses.asdict(limits)}
    answer = await run(order, limits.seconds, on_stage)
    with _checked():
        files = tuple(_rendered_file(into, **file) for file in answer["files"])
        return Rendered(int(answer["width"]), int(answer["height"]), bytes.fromhex(answer["placeholder"]), files)


def _rendered_file(into: Path, name: str, width: int, height: int) -> RenderedFile:
    if not NAME.fullmatch(name):
        raise ValueError(name)
    path = into / name
    return RenderedFile(name, MEDIA_TYPES[path.suffix], int(width), int(height), path)


@contextlib.contextmanager
def _checked() -> Iterator[None]:
    """A child that a picture has taken over may answer anything: what does not fit its order is a failure."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise ChildFailed(f"answered nonsense: {error!r}") from error


async def _ignore(stage: str, done: int, of: int) -> None:
    """Looking into a file has no stages."""
