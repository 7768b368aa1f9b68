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
        mirror = _Mirror(land, camera.horizon * rows, first, 2 * focal * camera.eye)
        mirrored = mirror.image(scene, sky, (down + 2 * toward) * focal, 2 * focal * aside)
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


@dataclass(frozen=True)
class _Mirror:
    """Finds what water shows: `land` is how far the land at each pixel is, 0 where there is none.

    A mirror image of something far begins as far below the horizon as the thing is above it; of something near, lower:
    by `lift` rows divided by its distance.
    """

    land: Array
    horizon: float
    first: int
    lift: float

    def image(self, scene: Array, sky: Array, down: Array, aside: Array) -> Array:
        """Look from each water pixel, `down` rows below the horizon: at the bank, else at land behind, else the sky."""
        columns = self.land.shape[1]
        column = np.clip(np.arange(columns, dtype=np.float32) + aside, 0, columns - 1).astype(np.int32)
        shore, lift = self._bank()
        near = self._at(np.abs(down - shore) + shore - lift, column)
        above = self._at(np.abs(down), column)
        far = self._at(np.abs(down) - self._lifted(self.land.take(above)), column)
        bank = self.land.take(near) > 0
        hill = self.land.take(far) > 0
        flat = scene.reshape(3, -1)
        behind = np.where(hill, flat.take(far, axis=1), sky.reshape(3, -1).take(above, axis=1))
        return np.where(bank, flat.take(near, axis=1), behind)

    def _bank(self) -> tuple[Array, Array]:
        """Give, for each water pixel, how far below the horizon its bank is, and the lift of what stands on it."""
        rows, columns = self.land.shape
        row = np.arange(rows - self.first, dtype=np.int32)[:, None]
        bank = np.maximum.accumulate(np.where(self.land[self.first :] > 0, row, -1), axis=0)
        shore = np.where(bank < 0, 0, bank + np.float32(self.first - self.horizon))
        over = np.clip(2 * self.horizon - self.first - row + 2 * shore, 0, rows - 1).astype(np.int32)
        lift = self._lifted(self.land.take(over * columns + np.arange(columns, dtype=np.int32)))
        last = np.maximum.accumulate(np.where(lift > 0, row, 0), axis=0)
        return shore, np.take_along_axis(lift, last, axis=0)

    def _lifted(self, depth: Array) -> Array:
        return np.where(depth > 0, np.float32(self.lift) / np.maximum(depth, 0.1), 0)

    def _at(self, up: Array, column: Array) -> Array:
        row = np.clip(self.horizon - up, 0, self.land.shape[0] - 1).astype(np.int32)
        index: Array = row * self.land.shape[1] + column
        return index
