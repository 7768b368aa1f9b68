"""In the child: an author's edit, as pixels."""

from math import ceil

from PIL import Image, ImageFilter

from server.media import edits, filters
from server.media.child.decode import Size
from server.media.edits import Edit, Frame

_QUARTERS = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


def enough(edit: Edit, full: Size, wanted: Size) -> Size:
    """How large an upright picture that is `full` must be decoded, for what stays of it to have the `wanted` size."""
    scale = min(1, wanted[0] / edits.frame(edit, edits.turned(edit, full)).width)
    return ceil(full[0] * scale), ceil(full[1] * scale)


def framed(image: Image.Image, edit: Edit, full: Size, size: Size) -> Image.Image:
    """What stays of an upright picture, `size` large. `full` is its true size; it may have been decoded smaller."""
    if edit.turns in _QUARTERS:
        image = image.transpose(_QUARTERS[edit.turns])
    full = edits.turned(edit, full)
    scale = image.width / full[0], image.height / full[1]
    frame = edits.frame(edit, full)
    box = _bounds(frame, scale, image.size)
    if not frame.angle:
        return image.resize(size, Image.Resampling.LANCZOS, box)
    return _straightened(image, frame, scale, box, size)


def filtered(image: Image.Image, edit: Edit) -> Image.Image:
    """The picture, in sRGB, behind the edit's filter."""
    if not edit.filter:
        return image
    return image.filter(ImageFilter.Color3DLUT(filters.GRID, filters.with_strength(edit.filter, edit.strength)))


Box = tuple[float, float, float, float]


def _straightened(image: Image.Image, frame: Frame, scale: tuple[float, float], box: Box, size: Size) -> Image.Image:
    """First made as small as it will be, which needs a good filter, and only then tilted."""
    left, top, right, bottom = box
    smaller = size[0] / (frame.width * scale[0]), size[1] / (frame.height * scale[1])
    around = max(1, round((right - left) * smaller[0])), max(1, round((bottom - top) * smaller[1]))
    image = image.resize(around, Image.Resampling.LANCZOS, box)
    by_x, by_y = around[0] / (right - left) * scale[0], around[1] / (bottom - top) * scale[1]
    shift_x, shift_y = left / scale[0], top / scale[1]
    # The first corner, and one step to the right and down from it, in the smaller picture
    corners = (frame.corner(-0.5, -0.5), frame.corner(0.5, -0.5), frame.corner(-0.5, 0.5))
    (x, y), (right_x, right_y), (down_x, down_y) = (((x - shift_x) * by_x, (y - shift_y) * by_y) for x, y in corners)
    across = ((right_x - x) / size[0], (right_y - y) / size[0])
    down = ((down_x - x) / size[1], (down_y - y) / size[1])
    matrix = (across[0], down[0], x, across[1], down[1], y)
    return image.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


def _bounds(frame: Frame, scale: tuple[float, float], most: Size) -> Box:
    """The upright box around a frame, which rounding must not take over the edge."""
    corners = [frame.corner(across, down) for across in (-0.5, 0.5) for down in (-0.5, 0.5)]
    xs, ys = [x * scale[0] for x, _ in corners], [y * scale[1] for _, y in corners]
    return max(0, min(xs)), max(0, min(ys)), min(most[0], max(xs)), min(most[1], max(ys))
