"""A small landscape renderer: a height map, seen in perspective, front to back."""

from dataclasses import dataclass

import numpy as np

from server.demo.pictures.light import mix
from server.demo.pictures.noise import Array, Rng, Shape, resize, sample, sample_all

_SLICES = 560
_FINER = 3.3


def gradients(field: Array) -> tuple[Array, Array]:
    """Slopes down and across."""
    down, across = np.gradient(field)
    return down, across


def eroded(rng: Rng, size: int, cell: float, gain: float = 0.5) -> Array:
    """Mountains as a height map of unit spread: noise that is calmer where the ground is already steep."""
    count = int(size / cell) + 3
    height: Array = rng.standard_normal((count, count), np.float32)
    slope_y, slope_x = gradients(height)
    amplitude = 1.0
    while height.shape[0] < size:
        shape = (height.shape[0] * 2, height.shape[1] * 2)
        height, slope_y, slope_x = resize(height, shape), resize(slope_y, shape), resize(slope_x, shape)
        amplitude *= gain
        bumps = resize(rng.standard_normal((shape[0] // 2 + 1, shape[1] // 2 + 1), np.float32), shape)
        down, across = np.gradient(bumps)
        slope_y, slope_x = slope_y + down * amplitude * 2, slope_x + across * amplitude * 2
        height = height + amplitude * bumps / (1 + slope_y**2 + slope_x**2)
    height = height[:size, :size]
    even: Array = (height - height.mean()) / height.std()
    return even


@dataclass(frozen=True)
class Camera:
    """Where the photographer stands: `eye` above ground, `lens` in picture widths, `horizon` as a share of height."""

    eye: float = 0.0
    lens: float = 1.2
    horizon: float = 0.45
    near: float = 2.0
    far: float = 60.0


@dataclass(frozen=True)
class View:
    """What each pixel sees: distance (0 is sky), the ground's height, light and texture, its share of the pixel."""

    depth: Array
    height: Array
    light: Array
    texture: Array
    cover: Array

    def over(self, sky: Array, ground: Array) -> Array:
        """Put the ground before the sky; a ridge shares its edge pixels with what is behind it."""
        seen = np.where(self.depth > 0, ground, sky)
        behind = np.concatenate([seen[:, :1], seen[:, :-1]], axis=1)
        return mix(behind, seen, self.cover)


@dataclass(frozen=True)
class Land:
    """A square height map (its rows go away from the camera), its light, and `spread` points per unit of distance."""

    height: Array
    light: Array
    spread: float
    texture: Array
    rough: float = 0.0


def sunlight(height: Array, steep: float, azimuth: tuple[float, float], low: float, reach: int = 24) -> Array:
    """Light a height map from a low sun: 0 in shadow, 1 facing it. `azimuth` points to the sun (down, across)."""
    down, across = np.gradient(height * np.float32(steep))
    facing = -(down * azimuth[0] + across * azimuth[1]) + low
    light = np.clip(facing / np.sqrt(1 + down**2 + across**2), 0, None)
    lit: Array = light * _unshadowed(height * np.float32(steep), azimuth, low, reach)
    return lit


def _unshadowed(height: Array, azimuth: tuple[float, float], low: float, reach: int) -> Array:
    horizon = np.full_like(height, -1e9)
    for step in (round(1.25**i) for i in range(4, reach)):
        move = (-round(azimuth[0] * step), -round(azimuth[1] * step))
        horizon = np.maximum(horizon, np.roll(height, move, (0, 1)) - np.float32(step * low))
    return np.clip(1 - (horizon - height) * 0.5, 0, 1)


def look(shape: Shape, camera: Camera, land: Land) -> View:
    """See the land from the camera."""
    rows, columns = shape
    focal = camera.lens * columns
    far = np.linspace(0, 1, _SLICES, dtype=np.float32)[:, None] ** 1.4
    z = camera.near + (camera.far - camera.near) * far
    x = ((np.arange(columns, dtype=np.float32) - columns / 2) / focal)[None, :] * z
    at_row, at_column = z * land.spread + x * 0, x * land.spread + land.height.shape[1] / 2
    texture = sample(land.texture, at_row * _FINER, at_column * _FINER)
    ground, light = sample_all((land.height, land.light), at_row, at_column)
    ground = ground + texture * np.float32(land.rough) * np.minimum(np.abs(ground) * 8, 1)
    top = camera.horizon * rows - focal * (ground - camera.eye) / z
    top = np.minimum.accumulate(np.clip(top, -1, rows), axis=0)
    first = _first_seen(top, rows)
    seen = np.minimum(first, _SLICES - 1)
    sky, at = first >= _SLICES, seen * columns + np.arange(columns, dtype=np.int32)
    cover = np.clip(np.arange(1, rows + 1, dtype=np.float32)[:, None] - top.take(at), 0, 1)
    return View(
        np.where(sky, 0, z.ravel().take(seen)),
        ground.take(at),
        light.take(at),
        texture.take(at),
        np.where(sky, 1, cover),
    )


def _first_seen(top: Array, rows: int) -> Array:
    """Number the first slice that reaches each pixel, by counting the slices that end below it."""
    columns = top.shape[1]
    ends = np.clip(np.floor(top), 0, rows).astype(np.int32) * columns + np.arange(columns, dtype=np.int32)
    reached = np.bincount(ends.ravel(), minlength=(rows + 1) * columns).reshape(rows + 1, columns)
    return _SLICES - np.cumsum(reached, axis=0, dtype=np.int32)[:rows]
