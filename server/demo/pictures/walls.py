"""Walls in hard sun."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from server.demo.pictures.film import FULL, TALL, Film
from server.demo.pictures.light import colour, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, blur, fbm

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Walls:
    """Plastered planes in hard sun: each a polygon in shares of width and height, its tint and its brightness."""

    shape: Shape
    sky: tuple[str, str]
    planes: tuple[tuple[str, float, Corners], ...]
    shadows: tuple[tuple[float, Corners], ...]
    film: Film = field(default_factory=Film)
    shade: str = "8098c8"

    def paint(self, rng: Rng) -> Array:
        """Build the planes in order, then let the shadows fall."""
        y, x = grid(self.shape)
        scene = mix(colour(self.sky[0]), colour(self.sky[1]), y / self.shape[0] + 0 * x)
        rough = fbm(rng, self.shape, 160, 0.66)
        light = np.gradient(fbm(rng, self.shape, 9, 0.7), axis=1) * 0.05
        for tint, bright, corners in self.planes:
            fall = 1 + 0.1 * (y / self.shape[0] - 0.5) - 0.06 * (x / self.shape[1])
            tone = colour(tint) * (np.float32(bright) * fall * np.exp(0.035 * rough + light))
            scene = mix(scene, tone, _mask(self.shape, corners, 0))
        for soft, corners in self.shadows:
            bounce = colour(self.shade) * (0.62 + 0.25 * y / self.shape[0])
            scene = mix(scene, scene * bounce, _mask(self.shape, corners, soft))
        return scene


def _mask(shape: Shape, corners: Corners, soft: float) -> Array:
    picture = Image.new("L", (shape[1] * 2, shape[0] * 2))
    ImageDraw.Draw(picture).polygon([(x * shape[1] * 2, y * shape[0] * 2) for x, y in corners], fill=255)
    mask = np.asarray(picture.reduce(2), np.float32) / 255
    return blur(mask, soft) if soft else mask


SCENES = {
    "white-on-blue": Walls(
        FULL,
        ("1c4c98", "5c90d0"),
        (
            ("f6f0e6", 0.95, ((0, 0.3), (0.36, 0.3), (0.36, 1), (0, 1))),
            ("f6f0e6", 0.8, ((0.36, 0.44), (1, 0.3), (1, 1), (0.36, 1))),
        ),
        ((1.5, ((0.36, 0.44), (0.62, 0.383), (0.88, 1), (0.36, 1))),),
    ),
    "terracotta": Walls(
        TALL,
        ("24549c", "6c9cd4"),
        (
            ("c8703c", 0.95, ((0, 0.2), (0.58, 0.38), (0.58, 1), (0, 1))),
            ("d08848", 0.72, ((0.58, 0.38), (1, 0.27), (1, 1), (0.58, 1))),
            ("e8b078", 1.0, ((0, 0.185), (0.585, 0.368), (0.585, 0.385), (0, 0.205))),
            ("5a3424", 0.35, ((0.2, 0.56), (0.36, 0.585), (0.36, 0.8), (0.2, 0.8))),
        ),
        (
            (1.5, ((0.585, 0.385), (0.72, 0.345), (1, 0.86), (1, 1), (0.585, 1))),
            (1.2, ((0, 0.7), (0.2, 0.88), (0.58, 1), (0, 1))),
            (1.0, ((0.2, 0.56), (0.225, 0.564), (0.225, 0.8), (0.2, 0.8))),
        ),
        shade="8478a0",
    ),
}
