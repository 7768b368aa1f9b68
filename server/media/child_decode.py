"""In the child: from the bytes of a stranger's file to pixels, or to a refusal."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import ExifTags, Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from server.media.kinds import HEAD_BYTES, is_cut_off, photo_kind
from server.media.refused import Refused, too_many_bytes, too_many_pixels

Size = tuple[int, int]

# These three decoders and no other code of Pillow ever see a stranger's bytes. An MPO is read as its first JPEG.
_DECODERS: dict[str, Callable[[Path], ImageFile.ImageFile]] = {
    "jpeg": JpegImageFile,
    "png": PngImageFile,
    "webp": WebPImageFile,
}
_TURNED_SIDEWAYS = (5, 6, 7, 8)


class Photo(NamedTuple):
    """A decoded picture as it lies in the file, and how it is meant to be seen."""

    kind: str
    image: Image.Image
    orientation: int
    width: int
    height: int


def decode(source: Path, max_bytes: int, max_pixels: int, enough: Callable[[Size], Size]) -> Photo:
    """Read all of `source`. `enough` tells, for the upright size, which size may stand in for the full one."""
    size = source.stat().st_size
    if size == 0:
        raise Refused("empty", "This file is empty.")
    if size > max_bytes:
        raise too_many_bytes(size, max_bytes)
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(-min(size, HEAD_BYTES), 2)
        tail = file.read()
    kind = photo_kind(head)
    with _unreadable_means_refused(is_cut_off(kind, head, tail, size)):
        return _decode(source, kind, max_pixels, enough)


def _decode(source: Path, kind: str, max_pixels: int, enough: Callable[[Size], Size]) -> Photo:
    image = _open(source, kind, max_pixels)
    full = image.size
    if kind == "jpeg":
        orientation = _orientation(image)
        image.draft(None, _upright(enough(_upright(full, orientation)), orientation))
    image.load()
    # Only now, because a PNG may tell its orientation behind the pixels.
    orientation = _orientation(image)
    return Photo(kind, image, orientation, *_upright(full, orientation))


def _open(source: Path, kind: str, max_pixels: int) -> ImageFile.ImageFile:
    """Read the header only, and refuse there what would be too much to decode."""
    # A WebP gets its canvas while its header is read; Pillow guards that at twice this number.
    Image.MAX_IMAGE_PIXELS = max_pixels // 2
    try:
        image = _DECODERS[kind](source)
        pixels = image.width * image.height
    except Image.DecompressionBombError as error:
        pixels = int(re.findall(r"\d+", str(error))[0])
    if pixels > max_pixels:
        raise too_many_pixels(pixels, max_pixels)
    return image


@contextmanager
def _unreadable_means_refused(cut_off: bool) -> Iterator[None]:
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        # Damaged bytes make the decoders raise nearly anything, so nothing is told from the type.
        if cut_off:
            sentence = "This file is cut off: part of the photo is missing. Try to save or send it again."
            raise Refused("truncated", sentence) from error
        raise Refused(
            "damaged", "This file is damaged: the photo in it cannot be read. Try to save it again."
        ) from error


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # a photo with broken notes is still a photo
        return 1


def _upright(size: Size, orientation: int) -> Size:
    return (size[1], size[0]) if orientation in _TURNED_SIDEWAYS else size
