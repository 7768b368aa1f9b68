"""Water: it mirrors what stands above it, broken by waves."""

from dataclasses import dataclass

import numpy as np

from server.demo.pictures.light import colour, mix
from server.demo.pictures.noise import Array, Rng, fbm, nearest, sample
from server.demo.pictures.terrain import Camera, View


@dataclass(frozen=True)
class Water:
    """A surface at height 0: how steep its waves are, how long, and the colour of its depth."""

    waves: float = 0.05
    length: float = 1.0
    deep: str = "0c2430"
    stretch: float = 2.5
    foam: float = 0.0

    def before(self, scene: Array, view: View, camera: Camera, rng: Rng) -> Array:
        """Fill in the water of a view whose other parts are painted."""
        rows, columns = scene.shape[1:]
        first = int(camera.horizon * rows) + 1
        focal = camera.lens * columns
        down = (np.arange(first, rows, dtype=np.float32)[:, None] + 0.5 - camera.horizon * rows) / focal
        z = camera.eye / down
        x = (np.arange(columns, dtype=np.float32)[None, :] - columns / 2) / focal * z
        toward, aside = self._slopes(rng, z, x, focal)
        wet = (view.height[first:] <= 0.002) | (view.depth[first:] == 0)
        lift = _shore_lift(wet, view, first, camera, focal)
        mirrored = _mirror(scene, (down + 2 * toward) * focal - lift, 2 * focal * aside, camera.horizon * rows)
        facing = np.clip(down + toward, 0.02, 1)
        fresnel = 0.02 + 0.98 * (1 - facing / np.sqrt(1 + facing * facing)) ** 5
        surface = mix(colour(self.deep), mirrored, fresnel)
        scene[:, first:] = np.where(wet, surface, scene[:, first:])
        return scene

    def _slopes(self, rng: Rng, z: Array, x: Array, focal: float) -> tuple[Array, Array]:
        swell = fbm(rng, (512, 512), 64, 0.62, self.stretch)
        toward, aside = np.gradient(swell)
        scale = np.float32(60 / self.length)
        rows, columns = z * scale + 0 * x, x * scale + 4096 * 0.61
        calm = np.float32(self.waves) / (1 + z * scale / focal * z * 0.5)
        fine = nearest(toward, rows * 5.3, columns * 5.3)
        return (sample(toward, rows, columns) * 6 + fine * 4) * calm, sample(aside, rows, columns) * 6 * calm


def _shore_lift(wet: Array, view: View, first: int, camera: Camera, focal: float) -> Array:
    """How many rows nearer to the viewer each pixel's mirror image begins, because its shore is near."""
    rows = np.arange(wet.shape[0], dtype=np.int32)[:, None]
    level = first - camera.horizon * view.depth.shape[0]
    shore = np.maximum.accumulate(np.where(wet, 0, rows), axis=0)
    near = 2 * (shore + level)
    ahead = _depth(view, first - rows + near)
    lift = np.where(ahead > 0, 2 * focal * camera.eye / np.maximum(ahead, 0.1), near)
    return np.where((ahead == 0) & (_depth(view, first - rows) == 0), 0, lift)


def _depth(view: View, rows: Array) -> Array:
    columns = np.arange(view.depth.shape[1], dtype=np.int32)
    inside = np.clip(rows, 0, view.depth.shape[0] - 1).astype(np.int32)
    return view.depth.take(inside * view.depth.shape[1] + columns)


def _mirror(scene: Array, up: Array, across: Array, horizon: float) -> Array:
    rows, columns = scene.shape[1:]
    row = np.clip(horizon - np.maximum(up, -horizon * 0.4), 0, rows - 1).astype(np.int32)
    column = np.clip(np.arange(columns, dtype=np.float32) + across, 0, columns - 1).astype(np.int32)
    return scene.reshape(3, -1).take(row * columns + column, axis=1)
