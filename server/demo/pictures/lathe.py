"""Turned forms: everything on our tables is a profile spun about its axis, seen from a little above."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from server.demo.pictures.noise import Array

Point = tuple[float, float]


@dataclass(frozen=True)
class Form:
    """A profile from the foot up, as (radius, height); `inside` goes from the rim down, for cups and bowls."""

    outside: tuple[Point, ...]
    inside: tuple[Point, ...] = ()

    @cached_property
    def tall(self) -> float:
        """How high it stands."""
        return max(height for _, height in self.outside)

    @cached_property
    def wide(self) -> float:
        """How far it reaches from its axis."""
        return float(np.max(curve(self.outside, 0.01)[0]))

    @cached_property
    def radii(self) -> Array:
        """Its radius at 64 heights, for shadows."""
        radius, height = curve(self.outside, 0.005)
        bins = np.clip(height / self.tall * 63, 0, 63).astype(int)
        table = np.zeros(64, np.float32)
        np.maximum.at(table, bins, radius.astype(np.float32))
        gaps = np.maximum(np.roll(table, 1), np.roll(table, -1)) * (table == 0)
        filled: Array = np.maximum(table, gaps)
        return filled


@dataclass(frozen=True)
class Surface:
    """What a camera sees of a form, by pixel: where (`x`, `y`, `z`), its normal, its share of the pixel."""

    position: Array
    normal: Array
    cover: Array
    inner: Array


@dataclass(frozen=True)
class _Eye:
    """How a form is projected: the tilt of the look, pixels per unit, the foot's row, and each column's place."""

    up: float
    lean: float
    scale: float
    above: int
    columns: Array


def curve(points: tuple[Point, ...], step: float) -> tuple[Array, Array]:
    """Draw a smooth line through points, evenly in steps of arc; a point given twice makes a corner."""
    fixed = np.array(points, np.float64)
    padded = np.vstack([2 * fixed[0] - fixed[1], fixed, 2 * fixed[-1] - fixed[-2]])
    t = np.linspace(0, 1, 40, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    line = np.vstack([*parts, fixed[-1:]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T) + 1e-9)])
    even = np.linspace(0, along[-1], max(int(along[-1] / step), 8))
    radius, height = np.interp(even, along, line[:, 0]), np.interp(even, along, line[:, 1])
    return np.maximum(radius, 0).astype(np.float32), height.astype(np.float32)


def see(form: Form, scale: float, pitch: float) -> tuple[Surface, Point]:
    """Look at a form from above by `pitch`; gives the pixels and where in them its foot's centre is."""
    up, lean = math.cos(pitch), math.sin(pitch)
    half = int(form.wide * scale) + 3
    below, above = int(form.wide * lean * scale) + 3, int((form.tall * up + form.wide * lean) * scale) + 3
    eye = _Eye(up, lean, scale, above, np.arange(-half, half + 1, dtype=np.float32) / np.float32(scale))
    seen = np.full((above + below, len(eye.columns)), -1, np.int32)
    parts = [_profile(*curve(form.outside, 0.45 / scale), False)]
    if form.inside:
        parts.insert(0, _profile(*curve(form.inside, 0.45 / scale), True))
    start = 0
    for part in parts:
        for side in (-1, 1):
            _scatter(seen, part, start, side, eye)
        start += part.shape[1]
    line = np.concatenate(parts, axis=1)
    return _read(_filled(seen), line, eye.columns, _outline(line, eye, len(seen))), (half, above)


def tilted(surface: Surface, foot: Point, angle: float) -> tuple[Surface, Point]:
    """Lean a form to the right about its foot."""
    cos, sin = math.cos(angle), math.sin(angle)
    rows, columns = surface.cover.shape
    corners = [(x - foot[0], y - foot[1]) for x in (0, columns) for y in (0, rows)]
    turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in corners]
    left, top = (math.floor(min(corner[i] for corner in turned)) for i in (0, 1))
    size = (math.ceil(max(x for x, _ in turned)) - left, math.ceil(max(y for _, y in turned)) - top)
    back = (cos, sin, foot[0] + left * cos + top * sin, -sin, cos, foot[1] - left * sin + top * cos)

    def turn(field: Array) -> Array:
        picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
        return np.asarray(picture.transform(size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR))

    position, normal = (np.stack([turn(row) for row in part]) for part in (surface.position, surface.normal))
    lean = np.array([[cos, sin], [-sin, cos]], np.float32)
    for part in (position, normal):
        part[:2] = np.tensordot(lean, part[:2], 1)
    return Surface(position, normal, turn(surface.cover), turn(surface.inner)), (-left, -top)


def _profile(radius: Array, height: Array, inner: bool) -> Array:
    run, climb = np.gradient(radius), np.gradient(height)
    length = np.hypot(run, climb) + 1e-9
    out, rise = climb / length, -run / length
    return np.stack([radius, height, out, rise, np.full_like(radius, inner)])


def _scatter(seen: Array, line: Array, start: int, side: int, eye: _Eye) -> None:
    """Mark the pixels where the near (side 1) or far half of a surface faces the camera; what comes later is nearer."""
    radius, height, out, rise = (row[:, None] for row in line[:4])
    deep = np.sqrt(np.maximum(radius**2 - eye.columns**2, 0)) * side
    facing = out * deep / np.maximum(radius, 1e-6) * eye.up + rise * eye.lean
    row = np.floor(eye.above - (height * eye.up - deep * eye.lean) * eye.scale).astype(np.int32)
    valid = (np.abs(eye.columns) <= radius) & (facing > -0.02) & (row >= 0) & (row < seen.shape[0])
    sample, column = np.nonzero(valid)
    seen[row[sample, column], column] = (start + sample) * 2 + (side > 0)


def _outline(line: Array, eye: _Eye, rows: int) -> Array:
    """Tell how much of each pixel the form fills: every height is a disc, seen as an ellipse."""
    height = (eye.above - np.arange(-0.25, rows - 0.5, 0.5, dtype=np.float32)[:, None]) / np.float32(eye.scale)
    reach = line[0, ::2] ** 2 - ((height - line[1, ::2] * eye.up) / eye.lean) ** 2
    half = np.sqrt(np.maximum(reach.max(axis=1), 0)).reshape(rows, 2, 1)
    cover = np.clip((half - np.abs(eye.columns)) * np.float32(eye.scale) + 0.5, 0, 1) * (half > 0)
    share: Array = cover.mean(axis=1)
    return share


def _filled(seen: Array) -> Array:
    """Fill what fell between the samples, from above and then from below."""
    for line in (seen, seen[::-1]):
        rows = np.arange(line.shape[0], dtype=np.int32)[:, None]
        last = np.maximum.accumulate(np.where(line >= 0, rows, 0), axis=0)
        line[:] = np.take_along_axis(line, last, axis=0)
    return np.maximum(seen, 0)


def _read(seen: Array, line: Array, columns: Array, cover: Array) -> Surface:
    sample, near = np.minimum(seen // 2, line.shape[1] - 1), seen % 2 * 2 - 1
    radius, height, out, rise, inner = (row.take(sample) for row in line)
    x = np.clip(columns + 0 * radius, -radius, radius)
    z = np.sqrt(np.maximum(radius**2 - x**2, 0)) * near
    spun = out / np.maximum(radius, 1e-6)
    return Surface(np.stack([x, height, z]), np.stack([spun * x, rise, spun * z]), cover, inner)
