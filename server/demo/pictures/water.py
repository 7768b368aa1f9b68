"""Water: it mirrors what stands above it, broken by waves."""

from dataclasses import dataclass

import numpy as np

from server.demo.pictures.light import colour, mix
from server.demo.pictures.noise import Array, Rng, fbm, nearest, sample
from server.demo.pictures.terrain import Camera, View

_DAMP = 0.002  # lower than this is water


@dataclass(frozen=True)
class Water:
    """A surface at height 0: how steep its waves are, how long, and the colour of its depth."""

    waves: float = 0.05
    length: float = 1.0
    deep: str = "0c2430"
    stretch: float = 2.5

    def before(self, scene: Array, sky: Array, view: View, camera: Camera, rng: Rng) -> Array:
        """Fill in the water of a view whose other parts are painted; `sky` is what would be seen without the land."""
        rows, columns = scene.shape[1:]
        first = int(camera.horizon * rows) + 1
        focal = camera.lens * columns
        down = (np.arange(first, rows, dtype=np.float32)[:, None] + 0.5 - camera.horizon * rows) / focal
        z = camera.eye / down
        x = (np.arange(columns, dtype=np.float32)[None, :] - columns / 2) / focal * z
        toward, aside = self._slopes(rng, z, x, focal)
        land = np.where(view.height > _DAMP, view.depth, 0)
        shore, lift = _shore(land, first, camera, focal)
        tilted = (down + 2 * toward) * focal
        over = np.abs(tilted - shore) + shore - lift
        column = np.clip(np.arange(columns, dtype=np.float32) + 2 * focal * aside, 0, columns - 1).astype(np.int32)
        bank = _rows_up(over, camera.horizon * rows) * columns + column
        air = _rows_up(np.abs(tilted), camera.horizon * rows) * columns + column
        images = scene.reshape(3, -1).take(bank, axis=1), sky.reshape(3, -1).take(air, axis=1)
        mirrored = np.where(land.take(bank) > 0, *images)
        facing = np.clip(down + toward, 0.02, 1)
        fresnel = 0.02 + 0.98 * (1 - facing / np.sqrt(1 + facing * facing)) ** 5
        surface = mix(colour(self.deep), mirrored, fresnel)
        scene[:, first:] = np.where(land[first:] > 0, scene[:, first:], surface)
        return scene

    def _slopes(self, rng: Rng, z: Array, x: Array, focal: float) -> tuple[Array, Array]:
        swell = fbm(rng, (512, 512), 64, 0.62, self.stretch)
        toward, aside = np.gradient(swell)
        scale = np.float32(60 / self.length)
        rows, columns = z * scale + 0 * x, x * scale + 4096 * 0.61
        calm = np.float32(self.waves) / (1 + z * scale / focal * z * 0.5)
        fine = nearest(toward, rows * 5.3, columns * 5.3)
        return (sample(toward, rows, columns) * 6 + fine * 4) * calm, sample(aside, rows, columns) * 6 * calm


def _shore(land: Array, first: int, camera: Camera, focal: float) -> tuple[Array, Array]:
    """Give, for each water pixel, how far below the horizon its shore is, and by how much nearness lifts its image."""
    rows = np.arange(land.shape[0] - first, dtype=np.int32)[:, None]
    bank = np.maximum.accumulate(np.where(land[first:] > 0, rows, -1), axis=0)
    shore = np.where(bank < 0, 0, bank + first - camera.horizon * land.shape[0]).astype(np.float32)
    ahead = _depth(land, first - rows + 2 * shore)
    lift = np.where(ahead > 0, 2 * focal * camera.eye / np.maximum(ahead, 0.1), 0)
    last = np.maximum.accumulate(np.where(ahead > 0, rows, 0), axis=0)
    return shore, np.take_along_axis(lift, last, axis=0)


def _depth(land: Array, rows: Array) -> Array:
    columns = np.arange(land.shape[1], dtype=np.int32)
    inside = np.clip(rows, 0, land.shape[0] - 1).astype(np.int32)
    depth: Array = land.take(inside * land.shape[1] + columns)
    return depth


def _rows_up(up: Array, horizon: float) -> Array:
    rows: Array = np.clip(horizon - up, 0, None).astype(np.int32)
    return rows
