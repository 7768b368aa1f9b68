"""Looking into and rendering files that strangers sent, each in a child process with limits."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from server.media.bounds import Limits as Limits
from server.media.bounds import bounds, may_move
from server.media.edits import Edit
from server.media.kinds import HEAD_BYTES, PHOTOS, VIDEOS, kind_of
from server.media.models import PHOTO, VIDEO, Finding
from server.media.process import ChildFailed as ChildFailed
from server.media.process import OnStage, run
from server.media.refused import Refused as Refused

PROOF = "proof.jpg"
NAME = re.compile(r"proof\.jpg|[wsq][0-9]{1,4}\.(avif|webp|jpg)|v[0-9]{1,4}\.(mp4|m3u8)|master\.m3u8|video\.mp4")
MEDIA_TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".m3u8": "application/vnd.apple.mpegurl",
}
MOST_FINDINGS, MOST_FILES, MOST_LEFTOVERS = 100, 200, 100
LETTERS = 300


@dataclass(frozen=True)
class Inspection:
    """What a file is, by its bytes, its size as people see it, and what it tells about its owner.

    `camera` is the part of that which may stay as text; `seconds` is 0 for photos.
    """

    kind: str
    format: str
    width: int
    height: int
    seconds: float = 0
    findings: tuple[Finding, ...] = ()
    camera: str = ""


@dataclass(frozen=True)
class RenderedFile:
    """One rendition, on disk; what has no size has width 0."""

    name: str
    media_type: str
    width: int
    height: int
    path: Path


@dataclass(frozen=True)
class Rendered:
    """The upright size, its thumbhash and all renditions: what refers to others by their names comes after them."""

    width: int
    height: int
    placeholder: bytes
    files: tuple[RenderedFile, ...]
    seconds: float = 0
    loudness: float | None = None
    has_sound: bool = False
    loops: bool = False


async def inspect(source: Path, limits: Limits) -> Inspection:
    """Read a photo to its end, or see what a video is made of. Raises Refused or ChildFailed."""
    kind = _kind(source)
    order = {"job": "inspect", "source": str(source), "kind": kind} | bounds(kind, limits, limits.seconds, [source])
    answer = await run(order, limits.seconds, _ignore)
    with _checked():
        return Inspection(
            kind=(PHOTO, VIDEO)[(PHOTO, VIDEO).index(answer["kind"])],
            format=(PHOTOS + VIDEOS)[(PHOTOS + VIDEOS).index(answer["format"])],
            width=int(answer["width"]),
            height=int(answer["height"]),
            seconds=float(answer["seconds"]),
            findings=tuple(_finding(**finding) for finding in answer["findings"][:MOST_FINDINGS]),
            camera=str(answer["camera"])[:LETTERS],
        )


async def render(
    source: Path, into: Path, plan: str, limits: Limits, on_stage: OnStage, edit: Edit | None = None
) -> Rendered:
    """Make the renditions of `plan` ("photo" or "avatar") in the folder `into`. Raises Refused or ChildFailed.

     "photo" takes videos too, to which no edit is done.
    `on_stage` hears ("decoded", 0, of) and then ("rendition", done, of) after each file, of
     a video ("encoding", percent, 100) before that.
    """
    kind = _kind(source)
    seconds = limits.seconds
    if may_move(kind):
        seconds += limits.video_seconds * limits.video_seconds_per_second
    order = {"job": "render", "source": str(source), "into": str(into), "kind": kind, "plan": plan}
    order["edit"] = msgspec.to_builtins(edit)
    answer = await run(order | bounds(kind, limits, seconds, [source], into), seconds, on_stage)
    with _checked():
        return Rendered(
            width=int(answer["width"]),
            height=int(answer["height"]),
            placeholder=bytes.fromhex(answer["placeholder"]),
            files=tuple(_rendered_file(into, **file) for file in answer["files"][:MOST_FILES]),
            seconds=float(answer.get("seconds", 0)),
            loudness=None if answer.get("loudness") is None else float(answer["loudness"]),
            has_sound=bool(answer.get("has_sound")),
            loops=bool(answer.get("loops")),
        )


async def proof(source: Path, into: Path, limits: Limits) -> Path:
    """Make what a photo's editor previews with, in the folder `into`: upright and unedited. Raises Refused (it may
    move) or ChildFailed."""
    kind = _kind(source)
    order = {"job": "proof", "source": str(source), "into": str(into), "kind": kind}
    answer = await run(order | bounds(kind, limits, limits.seconds, [source], into), limits.seconds, _ignore)
    with _checked():
        return _rendered_file(into, PROOF, answer["width"], answer["height"]).path


async def prove(files: list[Path], limits: Limits) -> list[str]:
    """What published files still say that they should not, one sentence each; none is the proof that they say nothing.

    A file is what its suffix says. Raises ChildFailed.
    """
    order = {"job": "prove", "files": list(map(str, files))} | bounds("mp4", limits, limits.seconds, files)
    answer = await run(order, limits.seconds, _ignore)
    with _checked():
        return [str(leftover)[:LETTERS] for leftover in answer["leftovers"][:MOST_LEFTOVERS]]


def _kind(source: Path) -> str:
    with source.open("rb") as file:
        return kind_of(file.read(HEAD_BYTES))


def _finding(kind: str, words: str) -> Finding:
    return Finding(kind=str(kind)[:LETTERS], words=str(words)[:LETTERS])


def _rendered_file(into: Path, name: str, width: int, height: int) -> RenderedFile:
    path = into / name
    # A link would have us publish what it points to.
    if not NAME.fullmatch(name) or path.is_symlink() or not path.is_file():
        raise ValueError(name)
    return RenderedFile(name, MEDIA_TYPES[path.suffix], int(width), int(height), path)


@contextlib.contextmanager
def _checked() -> Iterator[None]:
    """A child that a file has taken over may answer anything: what does not fit its order is a failure."""
    try:
        yield
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ChildFailed(f"answered nonsense: {error!r}") from error


async def _ignore(stage: str, done: int, of: int) -> None:
    """Neither looking into a file nor proving has stages."""
