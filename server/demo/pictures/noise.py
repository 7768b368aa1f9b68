"""Seeded randomness and the shapes made of it: everything irregular in a picture begins here."""

import math
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Array = npt.NDArray[Any]
Rng = np.random.Generator
Shape = tuple[int, int]


def dice(name: str) -> Rng:
    """Give the generator that belongs to a name, the same in every process."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def resize(field: Array, shape: Shape, box: tuple[float, float, float, float] | None = None) -> Array:
    """Resample a field, or a picture of three, smoothly."""
    if field.ndim == 3:
        return np.stack([resize(channel, shape, box) for channel in field])
    picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.asarray(picture.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box))


def blur(field: Array, radius: float) -> Array:
    """Soften by about `radius` pixels, cheaply: through a small copy."""
    step = max(1.0, radius * 0.8)
    small = (max(2, round(field.shape[-2] / step)), max(2, round(field.shape[-1] / step)))
    copy = resize(field, small)
    for axis in (-2, -1):
        copy = (2 * copy + np.roll(copy, 1, axis) + np.roll(copy, -1, axis)) / 4 if min(small) > 9 else copy
    return resize(copy, (field.shape[-2], field.shape[-1]))


def fbm(rng: Rng, shape: Shape, cell: float, gain: float = 0.5, stretch: float = 1.0, finest: float = 2.0) -> Array:
    """Fractal noise of unit spread; features from `cell` pixels down to `finest`, `stretch` times as wide as tall."""
    rows, columns = shape[0] / cell, shape[1] / (cell * stretch)
    grid = rng.standard_normal((math.ceil(rows) + 4, math.ceil(columns) + 4), np.float32)
    scale, amplitude, power = 1.0, 1.0, 1.0
    while cell / scale > finest * 1.5:
        grid = resize(grid, (grid.shape[0] * 2, grid.shape[1] * 2))
        scale, amplitude = scale * 2, amplitude * gain
        grid = grid + amplitude * rng.standard_normal(grid.shape, np.float32)
        power += amplitude * amplitude
    left, top = 1.5 * scale, 1.5 * scale
    field = resize(grid, shape, (left, top, left + columns * scale, top + rows * scale))
    return field / np.float32(0.8 * math.sqrt(power))


def profile(rng: Rng, length: int, cell: float, gain: float = 0.5) -> Array:
    """Fractal noise of unit spread along a line."""
    line, amplitude, power = np.zeros(length, np.float32), 1.0, 0.0
    while cell > 2:
        at = np.arange(length, dtype=np.float32) / np.float32(cell)
        knots = rng.standard_normal(int(at[-1]) + 2, np.float32)
        left = at.astype(np.int32)
        line += amplitude * mixed(knots[left], knots[left + 1], smoothstep(0, 1, at - left))
        cell, amplitude, power = cell / 2, amplitude * gain, power + amplitude * amplitude
    return line / np.float32(0.8 * math.sqrt(power))


def sample(field: Array, rows: Array, columns: Array) -> Array:
    """Read a field between its points; beyond its edges, which are powers of two, it is mirrored."""
    return sample_all((field,), rows, columns)[0]


def sample_all(fields: tuple[Array, ...], rows: Array, columns: Array) -> list[Array]:
    """Read several fields of one shape between the same points."""
    row, column = np.floor(rows), np.floor(columns)
    y, x = (rows - row).astype(np.float32), (columns - column).astype(np.float32)
    height, width = fields[0].shape
    down, across = row.astype(np.int32), column.astype(np.int32)
    above, left = _mirrored(down, height) * width, _mirrored(across, width)
    below, right = _mirrored(down + 1, height) * width, _mirrored(across + 1, width)
    corners = above + left, above + right, below + left, below + right
    found = []
    for field in fields:
        a, b, c, d = (field.take(corner) for corner in corners)
        found.append(mixed(mixed(a, b, x), mixed(c, d, x), y))
    return found


def _mirrored(index: Array, length: int) -> Array:
    """Fold indices back and forth over a length: a power of two, because a mask is quicker than a remainder."""
    folded: Array = index & (2 * length - 1)
    mirrored: Array = np.minimum(folded, 2 * length - 1 - folded)
    return mirrored


def nearest(field: Array, rows: Array, columns: Array) -> Array:
    """Read a field at its nearest points; beyond its edges it is mirrored."""
    at = _mirrored(rows.astype(np.int32), field.shape[0]) * field.shape[1]
    found: Array = field.take(at + _mirrored(columns.astype(np.int32), field.shape[1]))
    return found


def mixed(first: Array, second: Array, share: Array) -> Array:
    """Go from one field to another."""
    between: Array = first + (second - first) * share
    return between


def smoothstep(low: float | Array, high: float | Array, value: Array) -> Array:
    """Go from 0 to 1 as the value goes from `low` to `high`, without corners."""
    t = np.clip((value - low) / (high - low), 0, 1)
    eased: Array = t * t * (3 - 2 * t)
    return eased
