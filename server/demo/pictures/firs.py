"""Firs: slope behind slope in mist."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from server.demo.pictures.film import CLASSIC, Film
from server.demo.pictures.light import colour, gradient, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, fbm, profile, smoothstep

_SPRITE = (480, 240)


@dataclass(frozen=True)
class Firs:
    """Slopes of firs, one behind the other; each slope fades into the mist."""

    shape: Shape
    mist: dict[float, str]
    dark: str
    film: Film = field(default_factory=Film)
    slopes: int = 7
    tall: tuple[float, float] = (0.05, 0.5)
    lowest: float = 1.12
    highest: float = 0.42
    lean: float = 0.0

    def paint(self, rng: Rng) -> Array:
        """Plant the far slopes first."""
        rows = self.shape[0]
        y, _ = grid(self.shape)
        scene = gradient(self.mist, y / rows + 0.06 * fbm(rng, self.shape, rows * 0.5, finest=16))
        kinds = [_fir(rng) for _ in range(5)]
        for number in range(self.slopes):
            scene = self._slope(scene, number, kinds, rng)
        return scene

    def _slope(self, scene: Array, number: int, kinds: list[Image.Image], rng: Rng) -> Array:
        rows, columns = self.shape
        near = (number + 1) / self.slopes
        high = self.tall[0] + (self.tall[1] - self.tall[0]) * near**1.8
        foot = self.highest + (self.lowest - self.highest) * near**1.2
        line = (foot + profile(rng, columns, columns * 0.7, 0.4) * 0.035 * (1.4 - near)) * rows
        line += np.linspace(-1, 1, columns, dtype=np.float32) * self.lean * rows * (-1) ** number
        trees = _planted(rng, self.shape, line, high * rows, kinds)
        share = grid(self.shape)[0] / rows + 0 * trees
        boughs = np.exp(fbm(rng, self.shape, max(4, high * rows * 0.05), 0.8) * (0.5 * near))
        haze = mix(scene, gradient(self.mist, share), 0.5)
        scene = mix(scene, mix(haze, colour(self.dark) * boughs, near**1.5 * 0.97), trees)
        drift = 0.75 + 0.5 * fbm(rng, self.shape, rows * 0.3, 0.5, 2.5, finest=16)
        veil = smoothstep(foot - high * 0.6, foot + 0.05, share) * (1 - near) * 0.75 * drift
        return mix(scene, gradient(self.mist, share + 0.1), np.clip(veil, 0, 1))


def _fir(rng: Rng) -> Image.Image:
    """Grow one fir as a mask: whorls of drooping boughs that shorten to the top."""
    rows, columns = _SPRITE
    y, x = grid(_SPRITE)
    t, side = y / rows, (x / columns - 0.5) * 2
    ragged = fbm(rng, _SPRITE, 26, 0.85)
    whorls = rng.uniform(16, 24)
    droop = t - np.abs(side) * rng.uniform(0.04, 0.1) + ragged * 0.006
    bough = (np.maximum(droop, 0) ** 0.85 * whorls + np.where(side > 0, 0.45, 0)) % 1
    reach = (0.015 + 0.8 * t ** rng.uniform(0.8, 1.0)) * (0.6 + 0.4 * bough) * (1 + 0.2 * ragged)
    body = np.maximum(
        smoothstep(0.06, -0.04, np.abs(side) - reach + 0.02 * ragged), smoothstep(0.03, 0.0, np.abs(side))
    )
    return Image.fromarray((np.clip(body, 0, 1) * 255).astype(np.uint8))


def _planted(rng: Rng, shape: Shape, line: Array, high: float, kinds: list[Image.Image]) -> Array:
    """Give a slope's trees, and the ground under them, as a mask."""
    rows, columns = shape
    ground = np.clip(np.arange(rows, dtype=np.float32)[:, None] - line, 0, 1) * 255
    mask = Image.fromarray(ground.astype(np.uint8))
    count = int(columns / high * 8)
    for place in rng.uniform(-0.05, 1.05, count) * columns:
        size = high * rng.uniform(0.55, 1.1)
        tree = kinds[rng.integers(len(kinds))].resize((max(3, int(size * 0.42)), max(6, int(size))))
        foot = line[int(np.clip(place, 0, columns - 1))] + size * 0.05
        mask.paste(255, (int(place - tree.width / 2), int(foot - size)), tree)
    return np.asarray(mask, np.float32) / 255


SCENES = {
    "teal-slopes": Firs(
        CLASSIC,
        {0: "a8c0c4", 0.4: "c4d4d4", 1.1: "88a4a8"},
        "0a2024",
        slopes=9,
        tall=(0.04, 0.42),
        lean=0.06,
    ),
}
