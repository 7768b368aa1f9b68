"""In the child: from whatever a file calls colour to the plain sRGB that every screen shows alike."""

import io
from functools import cache

from PIL import Image, ImageCms

_PROFILE_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}


def eight_bit(image: Image.Image) -> Image.Image:
    """The same picture in a mode that can be resized: L, RGB, CMYK or, where something shines through, RGBA."""
    if image.mode == "I;16":
        # convert() alone would clip all but the darkest 1/256 to white
        image = image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode == "La":
        image = image.convert("LA")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in _PROFILE_SPACES else image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Opaque RGB, transparent parts on white, the file's own colour profile applied; carries no metadata."""
    if image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image).convert("RGB")
    image = _apply(image, profile) if profile else image.convert("RGB")
    # Pillow copies some of this into what it saves (comments, and profiles into AVIF) unless told otherwise.
    image.info = {}
    return image


def _apply(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space
        if space == "RGB " and image.mode == "L":
            image = image.convert("RGB")
        if space == _PROFILE_SPACES[image.mode]:
            return ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):
        pass  # a broken profile: the colours are then taken as sRGB, as browsers do
    return image.convert("RGB")


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
