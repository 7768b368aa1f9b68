"""In the child: the renditions of one picture."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Pillow would import all of its formats to find the three.
from PIL import AvifImagePlugin as AvifImagePlugin
from PIL import Image
from PIL import JpegImagePlugin as JpegImagePlugin
from PIL import WebPImagePlugin as WebPImagePlugin

from server.media import edits, thumbhash
from server.media.child import develop
from server.media.child.colour import to_srgb
from server.media.child.decode import Photo, Size
from server.media.edits import Edit

# Browsers take the smallest that has as many pixels as they show. Photos go from edge to edge of a phone: 1200 is
# enough for the most common ones (360 to 400 wide at 2.6 to 3 times), 768 for simpler ones; 1440 is for wide windows.
PHOTO_WIDTHS = (1440, 1200, 768, 480)
# Of a long screenshot the width gives way: encoders have limits, and so has memory.
PHOTO_MAX_HEIGHT = 8192
# A grid shows the square in the middle of a picture, three side by side, at the same densities.
SQUARE_SIDES, SQUARE = (448, 256), "q"
AVATAR_SIDES = (320, 96)
# What the editor previews with: its longer side, and so good that its JPEG is not seen below a filter.
PROOF, PROOF_SIDE, PROOF_QUALITY = "proof.jpg", 1600, 90

# With these all three come to 80 by SSIMULACRA2 on phone photos (`python -m bench.quality`), which means by its makers
# "very high quality, not noticed by an average observer". AVIF at speed 8 and below takes four times the time for 5 %
# fewer bytes, WebP at method 4 twice the time for one point more.
FORMATS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 71, "speed": 9, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 85, "method": 2},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Stage = Callable[[str, int, int], None]


def sizes(plan: str, full: Size) -> dict[str, Size]:
    """Name -> size of each rendition, none larger than the photo: largest first, then squares from its middle."""
    if plan == "avatar":
        return {f"s{side}": (min(side, *full),) * 2 for side in AVATAR_SIDES}
    fitted = [_fitted(full, width) for width in PHOTO_WIDTHS]
    squares = [side for side in SQUARE_SIDES if side <= min(fitted[0])]
    return {f"w{size[0]}": size for size in fitted} | {f"{SQUARE}{side}": (side, side) for side in squares}


def largest(plan: str, full: Size, edit: Edit | None = None) -> Size:
    """The size that a decoded photo must at least have, so that every rendition can be made from it."""
    wanted = _first(sizes(plan, _shown(full, edit)))
    return wanted if edit is None else develop.enough(edit, full, wanted)


def render(photo: Photo, plan: str, into: Path, stage: Stage, edit: Edit | None = None) -> dict[str, Any]:
    """Write every rendition into the folder `into`; returns what the parent needs to know about them."""
    shown = _shown((photo.width, photo.height), edit)
    planned = sizes(plan, shown)
    stage("decoded", 0, len(planned) * len(FORMATS))
    files, placeholder = _write(first_rendition(photo, plan, _first(planned), edit), planned, into, stage)
    return {"width": shown[0], "height": shown[1], "placeholder": placeholder, "files": files}


def render_proof(photo: Photo, into: Path) -> dict[str, Any]:
    """Write the photo as it was before any edit, as one JPEG for its owner's editor, into the folder `into`."""
    image = first_rendition(photo, "photo", proof_size((photo.width, photo.height)))
    image.save(into / PROOF, "JPEG", quality=PROOF_QUALITY, subsampling="4:4:4")
    return {"width": photo.width, "height": photo.height}


def proof_size(full: Size) -> Size:
    """How large the proof is of a photo that is `full`."""
    scale = min(1, PROOF_SIDE / max(full))
    return max(1, round(full[0] * scale)), max(1, round(full[1] * scale))


def render_posters(image: Image.Image, into: Path) -> tuple[list[dict[str, Any]], str]:
    """Write the files that a photo would get from an upright picture in sRGB; returns them and its placeholder."""
    return _write(to_srgb(image, None), sizes("photo", image.size), into, lambda stage, done, of: None)


def _write(image: Image.Image, planned: dict[str, Size], into: Path, stage: Stage) -> tuple[list[dict[str, Any]], str]:
    files: list[dict[str, Any]] = []
    for name, made in _made(image, planned):
        for suffix, options in FORMATS.items():
            made.save(into / f"{name}.{suffix}", **options)
            files.append({"name": f"{name}.{suffix}", "width": made.width, "height": made.height})
            stage("rendition", len(files), len(planned) * len(FORMATS))
    return files, thumbhash.encode(image).hex()


def _made(image: Image.Image, planned: dict[str, Size]) -> Iterator[tuple[str, Image.Image]]:
    smaller = image
    for name, size in planned.items():
        if name.startswith(SQUARE):
            yield name, image.resize(size, Image.Resampling.LANCZOS, _centre_square(image.size))
        else:
            smaller = smaller.resize(size, Image.Resampling.LANCZOS)
            yield name, smaller


def first_rendition(photo: Photo, plan: str, size: Size, edit: Edit | None = None) -> Image.Image:
    """The largest rendition. Colours come after the resize, where there are fewer of them."""
    image = photo.image
    if photo.orientation in _TURNS:
        image = image.transpose(_TURNS[photo.orientation])
    if edit is not None:
        framed = develop.framed(image, edit, (photo.width, photo.height), size)
        return develop.filtered(to_srgb(framed, photo.profile), edit)
    box = _centre_square(image.size) if plan == "avatar" else None
    return to_srgb(image.resize(size, Image.Resampling.LANCZOS, box), photo.profile)


def _shown(full: Size, edit: Edit | None) -> Size:
    """The size of what stays of a photo."""
    return edits.frame(edit, edits.turned(edit, full)).size


def _first(planned: dict[str, Size]) -> Size:
    return next(iter(planned.values()))


def _fitted(full: Size, width: int) -> Size:
    scale = min(1, width / full[0], PHOTO_MAX_HEIGHT / full[1])
    return max(1, round(full[0] * scale)), max(1, round(full[1] * scale))


def _centre_square(size: Size) -> tuple[float, float, float, float]:
    side = min(size)
    left, top = (size[0] - side) / 2, (size[1] - side) / 2
    return left, top, left + side, top + side
