"""In the child: whether a published file holds anything but its picture or film. Nothing is decoded.

What may be in a file is listed, and everything else is told. The lists are as short as our own encoders allow.
"""

import mmap
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from server.media.child.prove_mp4 import leftovers_in_mp4
from server.media.child.prove_picture import leftovers_in_avif, leftovers_in_jpeg, leftovers_in_webp
from server.media.child.walk import Bytes

MOST = 20

_PLAYLIST_LINE = re.compile(
    r'(#EXT(M3U|-X-[A-Z-]+(:[A-Za-z0-9=,."@/_-]*)?|INF:[0-9.]+,)|[a-z0-9/]*[a-z0-9]+\.(mp4|m3u8))?'
)


def prove(files: list[Path]) -> list[str]:
    """What these files hold that they should not, a sentence each."""
    return [f"{file.name}: {leftover}" for file in files for leftover in list(_leftovers(file))[:MOST]]


def _leftovers(file: Path) -> Iterator[str]:
    if not file.stat().st_size:
        yield "it is empty"
    elif file.suffix not in _PROOFS:
        yield f"nobody knows what may be in {file.suffix}"
    else:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield from _PROOFS[file.suffix](data)


def _in_playlist(data: Bytes) -> Iterator[str]:
    try:
        lines = data[:].decode("ascii").splitlines()
    except UnicodeDecodeError:
        yield "it is not plain text"
        return
    if not lines or lines[0] != "#EXTM3U":
        yield "it is not a playlist"
    yield from (f"a line that no playlist needs: {line[:60]!r}" for line in lines if not _PLAYLIST_LINE.fullmatch(line))


_PROOFS: dict[str, Callable[[Bytes], Iterator[str]]] = {
    ".jpg": leftovers_in_jpeg,
    ".webp": leftovers_in_webp,
    ".avif": leftovers_in_avif,
    ".mp4": leftovers_in_mp4,
    ".m3u8": _in_playlist,
}
