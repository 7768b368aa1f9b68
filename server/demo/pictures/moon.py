"""The moon, near enough to know its face."""

import math
from dataclasses import dataclass

import numpy as np

from server.demo.pictures.light import colour, grid
from server.demo.pictures.noise import Array, Rng, fbm, smoothstep

# x (right), y (up) and radius on the unit disc: Imbrium, Serenitatis, Tranquillitatis, Crisium, Fecunditatis, Nectaris,
# Procellarum (two), Humorum, Nubium (two), Frigoris.
_SEAS = (
    (-0.26, 0.5, 0.29), (0.28, 0.43, 0.19), (0.45, 0.14, 0.23), (0.8, 0.27, 0.1), (0.7, -0.08, 0.16),
    (0.52, -0.25, 0.1), (-0.66, 0.3, 0.26), (-0.62, -0.02, 0.24), (-0.57, -0.4, 0.12), (-0.26, -0.32, 0.17),
    (-0.3, -0.08, 0.2), (-0.02, 0.82, 0.1),
)  # fmt: skip
_TYCHO = (-0.13, -0.68)


@dataclass(frozen=True)
class Moon:
    """A moon at a share of width and height; `phase` is how far its light is from full, in radians."""

    at: tuple[float, float] = (0.5, 0.4)
    radius: float = 0.3
    phase: float = 0.5
    tint: str = "fff6e6"
    strength: float = 1.0
    tilt: float = 0.4
    earthshine: float = 0.012

    def over(self, sky: Array, horizon: float, sun: tuple[float, float], rng: Rng) -> Array:
        """Put the moon and its glow into the sky."""
        rows, columns = sky.shape[1:]
        y, x = grid((rows, columns))
        away = np.hypot(y - self.at[1] * rows, x - self.at[0] * columns) / np.float32(self.radius * rows)
        aura = (np.exp(-away * 0.9) * 0.12 + np.exp(-away * 0.25) * 0.02) * math.cos(self.phase / 2) ** 2
        sky = sky + colour(self.tint) * (aura * np.float32(self.strength))
        top, left = (
            round(self.at[1] * rows - self.radius * rows) - 2,
            round(self.at[0] * columns - self.radius * rows) - 2,
        )
        size = round(2 * self.radius * rows) + 4
        sky[:, top : top + size, left : left + size] += self._disc(size, rng)
        return sky

    def _disc(self, size: int, rng: Rng) -> Array:
        y, x = grid((size, size))
        across, up = (x - size / 2) / (size / 2 - 2) + 0 * y, (size / 2 - y) / (size / 2 - 2) + 0 * x
        away = np.hypot(across, up)
        facing = np.sqrt(np.clip(1 - away**2, 0, 1))
        side = across * math.cos(self.tilt) + up * math.sin(self.tilt)
        relief = np.gradient(self._relief(across, up, rng), axis=1) * np.float32(size / 900)
        lit = (side - relief) * math.sin(self.phase) + facing * math.cos(self.phase)
        light = np.clip(lit, 0, 1) ** 0.7 * self.strength + self.earthshine
        edge = smoothstep(1.0 + 2 / size, 1.0 - 2 / size, away)
        disc: Array = colour(self.tint) * (light * _albedo(across, up, rng) * edge)
        return disc

    @staticmethod
    def _relief(across: Array, up: Array, rng: Rng) -> Array:
        size = across.shape[0]
        height = fbm(rng, across.shape, max(size * 0.05, 4), 0.7) * 1.1
        for _ in range(420 if size > 300 else 20):
            angle, away = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random()) * 0.98
            radius = min(0.006 + 0.006 * rng.pareto(1.5), 0.075)
            middle, flat = (math.cos(angle) * away, math.sin(angle) * away), math.sqrt(1 - away**2) + 0.12
            reach = int(radius * 1.8 * size / 2) + 2
            row, column = int((1 - middle[1]) * size / 2), int((1 + middle[0]) * size / 2)
            part = np.s_[max(row - reach, 0) : row + reach, max(column - reach, 0) : column + reach]
            right, high = across[part] - middle[0], up[part] - middle[1]
            outward = (right * math.cos(angle) + high * math.sin(angle)) / flat
            along = high * math.cos(angle) - right * math.sin(angle)
            distance = np.hypot(outward, along) / radius
            rim = np.exp(-(((distance - 1) / 0.3) ** 2)) * 0.7 - smoothstep(1.05, 0.2, distance)
            height[part] += rim * radius * 95
        return height


def _albedo(across: Array, up: Array, rng: Rng) -> Array:
    shape, size = across.shape, across.shape[0]
    warp, fine = fbm(rng, shape, size * 0.13, 0.6), fbm(rng, shape, max(size * 0.02, 3), 0.75)
    dark = np.zeros(shape, np.float32)
    for x, y, radius in _SEAS:
        away = np.hypot(across - x, (up - y) * (2.4 if radius == 0.1 and y > 0.8 else 1)) / radius
        dark = np.maximum(dark, smoothstep(1.25, 0.72, away + warp * 0.13 + fine * 0.03))
    right, high = across - _TYCHO[0], up - _TYCHO[1]
    bearing, far = np.arctan2(high, right), np.hypot(right, high)
    rays = np.clip(np.sin(bearing * 9 + 1) * np.sin(bearing * 5) + 0.1, 0, 1) * np.exp(-far * 2.0) * 0.2
    glow = np.exp(-((far / 0.07) ** 2)) * 0.22
    albedo: Array = np.clip(0.6 + rays + glow - 0.32 * dark * (1 + 0.15 * warp) + 0.03 * fine, 0.05, 1)
    return albedo
