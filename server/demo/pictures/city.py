"""Cities: towers at dusk, and what their lights become out of focus."""

from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.light import CLASSIC, SQUARE, TALL, WIDE, Film, colour, gradient, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, blur, fbm, nearest, profile, smoothstep
from server.demo.pictures.sky import Clouds, Sky


@dataclass(frozen=True)
class Skyline:
    """Towers in ranks over a river that mirrors them."""

    shape: Shape
    sky: Sky
    haze: str
    wall: str
    film: Film = field(default_factory=Film)
    shore: float = 0.72
    ranks: int = 8
    high: float = 0.34
    lit: float = 0.17
    lamp: str = "ffc070"
    clouds: Clouds | None = None
    river: bool = True
    wide: float = 1.0

    def paint(self, rng: Rng) -> Array:
        """Build from the far rank to the near one, then let the river mirror all."""
        scene = self.sky.paint(self.shape, self.shore)
        if self.clouds:
            scene = self.clouds.over(scene, self.shore, self.sky.sun, rng)
        for number in range(self.ranks):
            self._rank(scene, (number + 1) / self.ranks, rng)
        return self._mirrored(scene, rng) if self.river else scene

    def _rank(self, scene: Array, near: float, rng: Rng) -> None:
        columns = self.shape[1]
        place = -0.05
        while place < 1.05:
            wide = rng.uniform(0.02, 0.05) * (0.6 + 0.5 * near) * self.wide
            middle = 1 - 0.75 * abs(place - 0.55)
            high = self.high * middle * (1.1 - 0.62 * near) * float(np.exp(rng.normal(0, 0.24)))
            self._tower(scene, round(place * columns), round(wide * columns), high, near, rng)
            if rng.random() < 0.25:
                self._tower(scene, round((place + wide * 0.35) * columns), max(3, round(wide * columns * 0.3)), high * 1.16, near, rng)
            place += wide * rng.uniform(0.8, 1.35)

    def _tower(self, scene: Array, left: int, wide: int, high: float, near: float, rng: Rng) -> None:
        rows = self.shape[0]
        top, foot = max(int((self.shore - high) * rows), 0), int(self.shore * rows)
        part = scene[:, top:foot, max(left, 0) : left + wide]
        if part.size == 0:
            return
        size = part.shape[1:]
        y, x = grid(size)
        corner = size[1] * rng.uniform(0.25, 0.7)
        shade = colour(self.wall) * (0.6 + 0.5 * rng.random() + 0.9 * smoothstep(corner + 1, corner, x))
        face = mix(colour(self.haze), shade, near**1.1 * 0.92) * (1 + 0 * y)
        step = 3.2 + 2.2 * near
        floor, bay = (y / step).astype(int), (x / (step * rng.uniform(0.6, 1.0))).astype(int)
        lamps = rng.random((floor[-1, 0] + 1, bay[0, -1] + 1))
        on = (lamps < self.lit * rng.uniform(0.4, 1.8)) * rng.random(lamps.shape) ** 1.6
        frame = smoothstep(0.12, 0.25, (y / step) % 1) * smoothstep(0.95, 0.7, (y / step) % 1)
        glow = on[floor, bay].astype(np.float32) * frame * smoothstep(0.1, 0.3, (x / step) % 1)
        tint = mix(colour(self.lamp), colour("fff0d8"), float(rng.random()) * 0.7)
        street = np.exp((y - size[0]) / (self.shape[0] * 0.03)) * 0.35 * self.river
        mist = smoothstep(0.35, 1.0, y / size[0]) * (1 - near * self.river) * 0.75
        part[:] = mix(face + tint * (glow * (0.4 + 0.9 * near) + street), colour(self.haze), mist + 0 * x)

    def _mirrored(self, scene: Array, rng: Rng) -> Array:
        rows, columns = self.shape
        shore = int(self.shore * rows)
        y, x = grid((rows - shore, columns))
        waves = fbm(rng, (512, 512), 40, 0.62, 4)
        ahead = 1 / (0.02 + y / rows)
        slope = nearest(waves, ahead * 26, (x - columns / 2) * ahead * 0.035 + 4096) * (2 + 34 * y / rows)
        aside = np.clip(x + slope * 0.2, 0, columns - 1).astype(np.int32)
        image = np.zeros((3, rows - shore, columns), np.float32)
        for smear in (0.4, 1.0, 1.6, 2.3):
            source = np.clip(shore - 1 - y * 1.05 - slope * smear, 0, shore - 1).astype(np.int32)
            image += scene.reshape(3, -1).take(source * columns + aside, axis=1) / 4
        scene[:, shore:] = image * (0.72 - 0.35 * y / (rows - shore)) + colour(self.wall) * 0.15
        return scene


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
        rows, columns = self.shape
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
    "city-in-fog": Skyline(
        TALL,
        Sky({0: "d8d8d8", 0.5: "b8b8b8", 0.8: "a0a0a0"}, (0.5, 0.4), strength=0.1),
        "cfcfcf",
        "2a2a2a",
        Film(toned=True, contrast=1.2),
        shore=1.05,
        ranks=6,
        high=0.62,
        lit=0.04,
        river=False,
        wide=1.9,
    ),
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
