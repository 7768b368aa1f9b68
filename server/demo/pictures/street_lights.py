"""Cities at night: what street lights become out of focus, and through rain."""

from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.film import SQUARE, TALL, Film
from server.demo.pictures.light import colour, gradient, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, blur, fbm, smoothstep


@dataclass(frozen=True)
class Lights:
    """A street at night, far out of focus; perhaps through a window with rain on it."""

    shape: Shape
    ground: dict[float, str]
    lamps: tuple[str, ...]
    film: Film = field(default_factory=Film)
    count: int = 90
    radius: tuple[float, float] = (0.012, 0.05)
    rain: int = 0

    def paint(self, rng: Rng) -> Array:
        """Lay the discs over each other as a lens does."""
        rows = self.shape[0]
        y, _ = grid(self.shape)
        scene = gradient(self.ground, y / rows + 0.08 * fbm(rng, self.shape, rows * 0.4, finest=16))
        for _ in range(self.count):
            self._disc(scene, rng)
        return self._rained_on(scene, rng) if self.rain else scene

    def _disc(self, scene: Array, rng: Rng) -> None:
        rows, columns = self.shape
        middle = np.clip(rng.normal(0.5, 0.17), 0.02, 0.98) * rows, rng.random() * columns
        radius = rng.uniform(*self.radius) * columns
        top, left = max(int(middle[0] - radius - 2), 0), max(int(middle[1] - radius - 2), 0)
        part = scene[:, top : int(middle[0] + radius + 3), left : int(middle[1] + radius + 3)]
        y, x = grid(part.shape[1:])
        down, across = (y + top - middle[0]) / radius, (x + left - middle[1]) / radius
        off = (middle[1] / columns - 0.5) * 1.1, (middle[0] / rows - 0.5) * 1.1
        away = np.maximum(np.hypot(down, across), np.hypot(down + off[1] * 0.45, across + off[0] * 0.45))
        disc = smoothstep(1.0 + 1.5 / radius, 1.0 - 1.5 / radius, away) * (0.72 + 0.28 * smoothstep(0.6, 0.98, away))
        strength = float(rng.uniform(0.1, 0.75) * (self.radius[0] * columns / radius) ** 0.6)
        part += colour(self.lamps[rng.integers(len(self.lamps))]) * (disc * np.float32(strength))

    def _rained_on(self, scene: Array, rng: Rng) -> Array:
        rows, columns = self.shape
        blurred = blur(scene, 10)
        scene = mix(scene, blurred, 0.6)
        for _ in range(self.rain):
            radius = float(min(4 + rng.exponential(10), 52))
            self._drop(scene, blurred, rng.random() * rows, rng.random() * columns, radius, rng)
        return scene

    def _drop(self, scene: Array, behind: Array, down: float, across: float, radius: float, rng: Rng) -> None:
        rows, columns = self.shape
        top, left = max(int(down - radius * 1.4), 0), max(int(across - radius * 1.3), 0)
        part = scene[:, top : int(down + radius * 1.4) + 2, left : int(across + radius * 1.3) + 2]
        y, x = grid(part.shape[1:])
        v, u = (y + top - down) / (radius * 1.12), (x + left - across) / radius
        away = np.hypot(v, u * (1 + 0.16 * v)) + 0.05 * np.sin(np.arctan2(v, u) * 3 + rng.uniform(0, 6))
        cover = smoothstep(1.0 + 1.2 / radius, 1.0 - 1.2 / radius, away)
        row = np.clip(rows * 0.5 - v * rows * 0.42 + 0 * u, 0, rows - 1).astype(np.int32)
        column = np.abs((across - u * columns * 0.3 + 0 * v).astype(np.int32) + columns) % (2 * columns) - columns
        column = np.minimum(np.abs(column), columns - 1)
        seen = behind.reshape(3, -1).take(row * columns + column, axis=1)
        rim = smoothstep(0.55, 1.0, away)
        spark = np.exp(-((v + 0.45) ** 2 + (u + 0.3) ** 2) * 40) * 0.7
        part[:] = mix(part, seen * (1.25 - 0.8 * rim) + spark, cover)


SCENES = {
    "out-of-focus": Lights(
        SQUARE,
        {0: "060810", 0.5: "181420", 1: "0a0a10"},
        ("ffb050", "ff8a40", "ffe0b0", "ffc070", "d84a30", "7090b0"),
    ),
    "rain-on-the-pane": Lights(
        TALL,
        {0: "0c1418", 0.5: "2a3a40", 1: "101418"},
        ("ffb050", "ffe0b0", "ff9040", "e05040", "80c0d0"),
        count=46,
        radius=(0.03, 0.1),
        rain=300,
    ),
}
