"""Skies: a gradient, the glow around the sun, and clouds that the sun lights."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from server.demo.pictures.light import colour, gradient, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, blur, fbm, nearest, sample_all, smoothstep


@dataclass(frozen=True)
class Sky:
    """Colours by height above the horizon (0 to 1, in picture heights) and a sun at a share of width and height."""

    stops: dict[float, str]
    sun: tuple[float, float] = (0.5, 0.4)
    glow: str = "ffd9a0"
    strength: float = 0.6
    disc: float = 0.0

    def paint(self, shape: Shape, horizon: float) -> Array:
        """Paint the clear sky (below the horizon it stays as at the horizon)."""
        y, x = grid(shape)
        up = np.broadcast_to(horizon - y / shape[0], shape)
        scene = gradient(self.stops, up)
        aside, above = (x - self.sun[0] * shape[1]) / shape[0], y / shape[0] - self.sun[1]
        away = np.sqrt(aside**2 + 1.4 * above**2)
        glow = np.exp(away * -3.2) * 0.55 + np.exp(away * -9) * 0.8
        scene = scene + glow * (colour(self.glow) * np.float32(self.strength))
        if self.disc:
            face = smoothstep(self.disc * 1.03, self.disc * 0.97, np.hypot(aside, above))
            scene = mix(scene, colour("fff3d8") * 2.6 * max(self.strength, 0.3), face)
        return scene


class Overlay(Protocol):
    """Something that is added to a clear sky."""

    def over(self, sky: Array, horizon: float, sun: tuple[float, float], rng: Rng) -> Array:
        """Give the sky with it."""


@dataclass(frozen=True)
class Clouds:
    """A layer of clouds seen from below."""

    cover: float = 0.5
    size: float = 1.0
    lit: str = "fff4e6"
    dark: str = "6a7482"
    brightness: float = 1.0
    softness: float = 0.9
    height: float = 0.16

    def over(self, sky: Array, horizon: float, sun: tuple[float, float], rng: Rng) -> Array:
        """Lay the clouds over a clear sky."""
        rows, columns = sky.shape[1:]
        y, x = grid((int(rows * min(horizon, 1)), columns))
        above = horizon - y / rows + 0.045
        plane = fbm(rng, (1024, 1024), 150 * self.size, 0.57, 1.4)
        sunward = np.roll(blur(plane, 8), (-10, round((0.5 - sun[0]) * 30)), (0, 1))
        at_row = self.height / above * 330 + 0 * x
        at_column = 512 + (x / columns - 0.5) * (at_row + 60)
        density, toward = (
            part + np.float32((self.cover - 0.5) * 4) for part in sample_all((plane, sunward), at_row, at_column)
        )
        thick = smoothstep(0.0, self.softness, density) * smoothstep(0.045, 0.09, above)
        light = np.clip(1.05 - 0.5 * np.maximum(toward, 0) - 0.25 * np.maximum(density - 0.6, 0), 0.0, 1)
        light = 0.2 + 0.8 * light + 0.12 * nearest(plane, at_row * 3.1, at_column * 3.1) * thick
        painted = mix(colour(self.dark), colour(self.lit) * np.float32(self.brightness), light)
        top = sky[:, : thick.shape[0]]
        return np.concatenate(
            [mix(top, mix(painted, top, np.exp(-above * 9) * 0.7), thick), sky[:, thick.shape[0] :]], axis=1
        )
