"""A stairwell, from the top."""

import math
from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.film import SQUARE, Film
from server.demo.pictures.light import colour, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, fbm, smoothstep


@dataclass(frozen=True)
class Spiral:
    """A spiral staircase from the top, looking down the well."""

    shape: Shape
    tread: str
    rail: str
    film: Film = field(default_factory=Film)
    middle: tuple[float, float] = (0.54, 0.5)
    steps: int = 22
    shrink: float = 1.75

    def paint(self, rng: Rng) -> Array:
        """Shade each turn by where in it a pixel lies: rail, balusters, treads, and the dark under the turn above."""
        rows, columns = self.shape
        y, x = grid(self.shape)
        down, across = y - self.middle[1] * rows, x - self.middle[0] * columns
        radius = np.hypot(down * 1.04, across) / rows
        turn = (np.arctan2(down, across) / (2 * math.pi)) % 1
        climb = np.log(np.maximum(radius, 1e-4) / 1.1) / math.log(self.shrink) + turn
        band = climb % 1
        pixel = 1.2 / (np.maximum(radius, 0.004) * rows * math.log(self.shrink))
        scene = self._railed(self._treads(turn, band, rng), turn, band, pixel)
        window = 0.55 + 0.6 * smoothstep(-0.6, 0.9, np.cos((turn - 0.62) * 2 * math.pi))
        deep = np.clip(np.exp((np.floor(climb) - turn) * 0.16 + 0.35), 0, 1.4)
        lit: Array = scene * (window * deep)
        return lit

    def _treads(self, turn: Array, band: Array, rng: Rng) -> Array:
        step = (turn * self.steps + 0.25 * band) % 1
        worn = np.exp(0.06 * fbm(rng, self.shape, 90, 0.7))
        light = (0.5 + 0.42 * step**0.7 - 0.3 * smoothstep(0.06, 0.0, step)) * worn
        treads: Array = colour(self.tread) * (light * (1.1 - 0.95 * smoothstep(0.45, 0.96, band)))
        return treads

    def _railed(self, treads: Array, turn: Array, band: Array, pixel: Array) -> Array:
        bar = np.abs((turn * self.steps * 2) % 1 - 0.5)
        bars = mix(colour(self.tread) * 0.16, colour(self.rail) * 0.6, smoothstep(0.16, 0.1, bar))
        shine = 0.35 + 0.9 * np.exp(-(((band - 0.035) / 0.016) ** 2))
        scene = mix(treads, bars, _between(band, 0.06, 0.24, pixel))
        return mix(scene, colour(self.rail) * shine, _between(band, 0.0, 0.075, pixel))


def _between(value: Array, low: float, high: float, soft: Array) -> Array:
    between: Array = smoothstep(low - soft, low + soft, value) * smoothstep(high + soft, high - soft, value)
    return between


SCENES = {
    "stairwell": Spiral(SQUARE, "d8d0c4", "3a2c22", Film(toned=True, contrast=1.2)),
}
