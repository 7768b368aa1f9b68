"""What shines at night: stars, their trails, the Milky Way, auroras. Each is laid over a clear sky."""

import math
from dataclasses import dataclass

import numpy as np

from server.demo.pictures.light import colour, gradient, grid, mix
from server.demo.pictures.noise import Array, Rng, fbm, profile, smoothstep

_BLUR = 40
_TEMPERATURES = {0: "ffc890", 0.3: "fff0e0", 0.7: "e8f0ff", 1: "b0c8ff"}


def _splat(shape: tuple[int, int], rows: Array, columns: Array, light: Array) -> Array:
    """Add up points of light, shared between the four pixels around each."""
    row, column = np.floor(rows), np.floor(columns)
    y, x = rows - row, columns - column
    picture = np.zeros((3, shape[0] * shape[1]), np.float32)
    for down, across, share in ((0, 0, (1 - y) * (1 - x)), (0, 1, (1 - y) * x), (1, 0, y * (1 - x)), (1, 1, y * x)):
        r, c = row + down, column + across
        inside = (r >= 0) & (r < shape[0]) & (c >= 0) & (c < shape[1])
        at = (r * shape[1] + c)[inside].astype(np.int64)
        weights = (share * light)[:, inside].astype(np.float32)
        for channel in range(3):
            np.add.at(picture[channel], at, weights[channel])
    return picture.reshape(3, *shape)


def _magnitudes(rng: Rng, count: int) -> Array:
    brightness = 0.035 * rng.random(count) ** -0.72
    return np.minimum(brightness, 3) * gradient(_TEMPERATURES, rng.random(count))


@dataclass(frozen=True)
class Stars:
    """A clear night."""

    count: int = 2600
    brightness: float = 1.0

    def over(self, sky: Array, horizon: float, sun: tuple[float, float], rng: Rng) -> Array:
        """Scatter the stars; fewer are seen near the horizon."""
        rows, columns = sky.shape[1:]
        y, x = rng.random(self.count) * horizon * rows, rng.random(self.count) * columns
        light = _magnitudes(rng, self.count) * smoothstep(0, 0.35, horizon - y / rows)
        spread = rng.standard_normal((2, self.count, _BLUR)) * (0.55 + 0.5 * rng.random((1, self.count, 1)))
        y, x = (y[:, None] + spread[0]).ravel(), (x[:, None] + spread[1]).ravel()
        return sky + _splat((rows, columns), y, x, np.repeat(light * (4 * self.brightness / _BLUR), _BLUR, axis=1))


@dataclass(frozen=True)
class Trails:
    """The same stars in a long exposure, turning about a pole at a share of width and height."""

    pole: tuple[float, float] = (0.5, 0.3)
    count: int = 520
    turn: float = 0.9

    def over(self, sky: Array, horizon: float, sun: tuple[float, float], rng: Rng) -> Array:
        """Draw each star's arc."""
        rows, columns = sky.shape[1:]
        radius = np.sqrt(rng.random(self.count)) * columns * 0.85
        length = np.maximum(radius * self.turn * 0.8, 3).astype(np.int64)
        star = np.repeat(np.arange(self.count), length)
        step = np.arange(len(star)) - np.repeat(np.cumsum(length) - length, length)
        angle = (rng.random(self.count) * 2 * math.pi)[star] + step / length[star] * self.turn
        y, x = self.pole[1] * rows - radius[star] * np.sin(angle), self.pole[0] * columns + radius[star] * np.cos(angle)
        light = np.minimum(_magnitudes(rng, self.count) * 3.4, 0.9)[:, star]
        points = _splat((rows, columns), y, x, light * smoothstep(0, 0.25, horizon - y / rows))
        return sky + points


@dataclass(frozen=True)
class MilkyWay:
    """The galaxy's band, through a point and at an angle (from upright), brightest at that point."""

    through: tuple[float, float] = (0.55, 0.5)
    angle: float = 0.4
    width: float = 0.16
    strength: float = 0.28

    def over(self, sky: Array, horizon: float, sun: tuple[float, float], rng: Rng) -> Array:
        """Lay the band over the sky, dust lanes before it."""
        rows, columns = sky.shape[1:]
        y, x = grid((rows, columns))
        down, across = y / rows - self.through[1], (x - self.through[0] * columns) / rows
        warp = fbm(rng, (rows, columns), rows * 0.3, 0.5, finest=16)
        away = (across * math.cos(self.angle) + down * math.sin(self.angle)) / self.width + warp * 0.22
        along = down * math.cos(self.angle) - across * math.sin(self.angle)
        core = np.exp(-(along**2) * 9)
        cloud = np.exp(warp * 0.35 + fbm(rng, (rows, columns), 90, 0.65) * 0.42)
        band = np.exp(-(away**2)) * (0.35 + core * 1.1) * cloud
        lane = fbm(rng, (rows, columns), rows * 0.16, 0.6, finest=6) * 0.35
        dust = np.exp(-((away + lane) ** 2) * 9) * (0.35 + 0.6 * core)
        band = band * (1 - np.clip(dust, 0, 0.88)) * self.strength * smoothstep(-0.02, 0.3, horizon - y / rows)
        tint = mix(colour("8ea6d8"), colour("ffd8b0"), np.clip(core * np.exp(-(away**2) * 1.6), 0, 1))
        lit: Array = sky + tint * band
        return lit


@dataclass(frozen=True)
class Aurora:
    """Curtains of light; each hangs from a share of the height."""

    feet: tuple[float, ...] = (0.42, 0.34, 0.5)
    colours: tuple[str, str] = ("5cf09a", "9a6ae0")
    strength: float = 0.5

    def over(self, sky: Array, horizon: float, sun: tuple[float, float], rng: Rng) -> Array:
        """Hang the curtains."""
        rows, columns = sky.shape[1:]
        y = grid((rows, columns))[0] / rows
        for number, foot in enumerate(self.feet):
            line = foot + profile(rng, columns, columns * 0.4, 0.4) * 0.09
            rays = np.exp(
                profile(rng, columns, columns * 0.09, 0.6) * 0.38 + profile(rng, columns, columns * 0.3) * 0.9 - 0.4
            )
            up = (line - y) / (0.1 + 0.07 * np.clip(rays, 0, 2.5))
            light = np.where(up > 0, np.exp(-up), np.exp(up * 14)) * smoothstep(-0.5, 0.35, up) * rays
            tint = mix(colour(self.colours[0]), colour(self.colours[1]), smoothstep(0.2, 2.4, up))
            sky = sky + tint * (light * np.float32(self.strength / (1 + number * 0.6)))
        return sky
