"""In the child: from the bytes of a stranger's file to pixels, or to a refusal."""

import io
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageFile

from server.media import sentences
from server.media.child import exif, icc, notes
from server.media.child.colour import eight_bit
from server.media.child.ending import is_cut_off, is_padded
from server.media.child.noted import Notes
from server.media.child.strip import pixels_only
from server.media.child.walk import crumbles
from server.media.refused import Refused, too_many_bytes, too_many_pixels

Size = tuple[int, int]

# Only these ever see a stranger's bytes, each only those of its own kind. An MPO is read as its first JPEG.
_DECODERS = {
    "jpeg": "PIL.JpegImagePlugin:JpegImageFile",
    "png": "PIL.PngImagePlugin:PngImageFile",
    "webp": "PIL.WebPImagePlugin:WebPImageFile",
    "gif": "PIL.GifImagePlugin:GifImageFile",
    "avif": "server.media.child.heif:AvifImageFile",
    "heic": "server.media.child.heif:HeifImageFile",
}
# These say in their container how they are turned, and what EXIF says of it besides does not count.
_TURNED_BY_CONTAINER = ("avif", "heic")
_TURNED_SIDEWAYS = (5, 6, 7, 8)
_ADOBE_RGB = b"R03"


class Photo(NamedTuple):
    """A decoded picture as it lies in the file, and how it is meant to be seen."""

    image: Image.Image
    profile: bytes | None
    orientation: int
    width: int
    height: int
    notes: Notes


def decode(source: Path, kind: str, most_bytes: int, most_pixels: int, enough: Callable[[Size], Size]) -> Photo:
    """Read all of `source`. `enough` tells, for the upright size, which size may stand in for the full one.

    Raises Refused.
    """
    size = source.stat().st_size
    if size > most_bytes:
        raise too_many_bytes(size, most_bytes)
    data = source.read_bytes()
    if is_padded(kind, data):
        raise _cut_off()
    if crumbles(kind, data):
        raise _damaged()
    with _unreadable_means_refused(kind, data):
        return _decode(data, kind, most_pixels, enough)


def _decode(data: bytes, kind: str, most_pixels: int, enough: Callable[[Size], Size]) -> Photo:
    noted = notes.read(kind, data)
    told = exif.read(noted.exif)
    image = _open(pixels_only(kind, data), kind, most_pixels)
    orientation = _orientation(image) if kind in _TURNED_BY_CONTAINER else told.orientation
    full = image.size
    if kind == "jpeg":
        image.draft(None, _upright(enough(_upright(full, orientation)), orientation))
    image.load()
    if kind != "jpeg":
        # Some containers say one size and hold a picture of another.
        full = image.size
        _check(full, most_pixels)
    profile = image.info.get("icc_profile") or _implied_profile(noted, told)
    return Photo(eight_bit(image), profile, orientation, *_upright(full, orientation), noted)


def _open(data: bytes, kind: str, most_pixels: int) -> ImageFile.ImageFile:
    """Read the header only, and refuse there what would be too much to decode."""
    # A WebP gets its canvas while its header is read; Pillow guards that at twice this number.
    Image.MAX_IMAGE_PIXELS = most_pixels // 2
    try:
        image: ImageFile.ImageFile = pkgutil.resolve_name(_DECODERS[kind])(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise too_many_pixels(int(re.findall(r"\d+", str(error))[0]), most_pixels) from None
    _check(image.size, most_pixels)
    return image


def _check(size: Size, most_pixels: int) -> None:
    if size[0] * size[1] > most_pixels:
        raise too_many_pixels(size[0] * size[1], most_pixels)


def _implied_profile(noted: Notes, told: exif.Exif) -> bytes | None:
    if noted.cicp:
        return icc.of_cicp(*noted.cicp)
    return icc.adobe_rgb() if exif.text(told.interoperability, 1) == _ADOBE_RGB else None


@contextmanager
def _unreadable_means_refused(kind: str, data: bytes) -> Iterator[None]:
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        # Damaged bytes make the decoders raise nearly anything, so nothing is told from the type.
        if is_cut_off(kind, data):
            raise _cut_off() from error
        raise _damaged() from error


def _cut_off() -> Refused:
    return Refused("truncated", sentences.PHOTO_CUT_OFF)


def _damaged() -> Refused:
    return Refused("damaged", sentences.PHOTO_DAMAGED)


def _orientation(image: Image.Image) -> int:
    return int(image.getexif().get(exif.ORIENTATION, 1))


def _upright(size: Size, orientation: int) -> Size:
    return (size[1], size[0]) if orientation in _TURNED_SIDEWAYS else size
