"""What things are made of: their colour, their grain, and how they mirror a window."""

import math
from dataclasses import dataclass

import numpy as np

from server.demo.pictures.light import colour, mix
from server.demo.pictures.noise import Array, Rng, Shape, fbm, sample, smoothstep


@dataclass(frozen=True)
class Matter:
    """A material: two tints in a pattern, a gloss more or less sharp; `glass` is how much is seen through it."""

    tint: str
    second: str = ""
    mottle: float = 0.1
    cell: float = 60
    stretch: float = 1.0
    gloss: float = 0.3
    sharp: float = 0.5
    glass: float = 0.0
    within: str = ""

    def spread(self, shape: Shape, rng: Rng) -> Array:
        """Cover a plane with it."""
        return self._patterned(fbm(rng, shape, self.cell, 0.6, self.stretch), -1, 1.4)

    def skin(self, position: Array, inner: Array, rng: Rng) -> Array:
        """Cover a turned form with it; cups and bowls may be of another colour within."""
        angle = np.arctan2(position[0], position[2])
        grain = fbm(rng, (512, 512), self.cell * 0.5, 0.62, self.stretch)
        tone = self._patterned(sample(grain, position[1] * 700 + 4, (angle + math.pi) * 80 + 4), -0.8, 1.2)
        return mix(tone, colour(self.within), inner) if self.within else tone

    def _patterned(self, noise: Array, low: float, high: float) -> Array:
        tone = mix(colour(self.tint), colour(self.second or self.tint), smoothstep(low, high, noise))
        patterned: Array = tone * np.exp(noise * np.float32(self.mottle * 0.5))
        return patterned

    def seen_through(self, behind: Array, body: Array, normal: Array, radius: float) -> Array:
        """Look through its wall: straight in the middle, gathered and darker at its edges."""
        rows, columns = normal.shape[1:]
        shift = normal[0] ** 5 * np.float32(radius * 0.4)
        column = np.clip(np.arange(columns) - shift, 0, columns - 1).astype(np.int32)
        bent = behind.reshape(3, -1).take(np.arange(rows)[:, None] * columns + column, axis=1)
        clear = colour(self.tint) ** (0.35 + 1.2 * (1 - np.abs(normal[2])) ** 2)
        return mix(body * 0.25, bent * clear, self.glass)

    def mirrored_window(self, side: Array, up: Array) -> Array:
        """Give the window's image, by where a bounced look meets the window's plane."""
        soft = 0.5 * (1 - self.sharp) + 0.02
        pane = box(side, 0.3, soft) * box(up, 0.42, soft)
        if self.sharp > 0.6:
            pane = pane * (1 - 0.8 * box(side, 0.012, 0.02)) * (1 - 0.8 * box(up + 0.1, 0.012, 0.02))
        return pane


def box(value: Array, half: float, soft: float) -> Array:
    """Give 1 within half a width of 0, with a soft edge."""
    return smoothstep(half + soft, half - soft, np.abs(value))
