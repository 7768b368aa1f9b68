"""Architecture: what sunlight does to a building."""

import math
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from server.demo.pictures.film import CLASSIC, FULL, SQUARE, TALL, Film
from server.demo.pictures.light import colour, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, blur, fbm, sample, smoothstep

_F = np.float32
_FACES = (-1.0, -1.35)  # the inner and the outer face of the arcade's wall


@dataclass(frozen=True)
class Arcade:
    """A corridor with arches on its left, through which the sun falls."""

    shape: Shape
    plaster: str
    stone: str
    film: Film = field(default_factory=Film)
    sky: str = "cfe0f4"
    sun: tuple[float, float, float] = (-1.0, 0.75, 0.35)
    light: str = "ffd9a0"
    strength: float = 2.4
    shade: str = "7c8494"
    lens: float = 0.85
    bay: float = 1.7
    half: float = 0.58
    spring: float = 0.25

    def paint(self, rng: Rng) -> Array:
        """Follow each pixel to the surface it sees, and from there to the sun."""
        rows, columns = self.shape
        y, x = grid(self.shape)
        focal = self.lens * columns
        across, up = (x - columns * 0.56) / focal + 0 * y, (rows * 0.52 - y) / focal + 0 * x
        wall = np.where(across < 0, _F(-1), _F(1)) / np.where(np.abs(across) < 1e-5, _F(1e-5), across)
        level = np.where(up < 0, _F(-1.1), _F(1.45)) / np.where(np.abs(up) < 1e-5, _F(1e-5), up)
        z = np.minimum(np.minimum(wall, level), 17.0)
        point = np.stack([across * z, up * z, z])
        is_wall, is_end = wall <= level, z >= 17.0
        tone = self._matter(point, is_wall, (level < wall) & (up < 0), rng)
        lit = self._sunlit(point) * np.where(is_wall & (across < 0), _F(0), _F(1))
        facing = np.where(is_wall, _F(1), np.where(up < 0, _F(0.75), _F(0)))
        near_corner = np.minimum(np.abs(np.abs(point[1] - 0.17) - 1.28), np.abs(np.abs(point[0]) - 1))
        room = (0.4 + 0.6 * smoothstep(0, 0.9, near_corner + np.where(is_wall, _F(0.25), _F(0)))) * np.where(
            is_wall & (across > 0), _F(1.2), _F(0.8)
        )
        scene = tone * (
            colour(self.shade) * room + colour(self.light) * (lit * facing * np.float32(self.strength) + 0.12)
        )
        scene = mix(scene, colour(self.light) * 0.9, smoothstep(4, 17, z) * 0.4 + is_end * 0.4)
        return self._opened(scene, across, up, focal)

    def _arch(self, up: Array, z: Array) -> Array:
        """How far inside an arch a point of the left wall is."""
        along = np.abs((z % self.bay) - self.bay / 2)
        return np.where(up < self.spring, self.half - along, self.half - np.hypot(along, up - self.spring))

    def _sunlit(self, point: Array) -> Array:
        lit, bays = np.ones(self.shape, np.float32), []
        for plane in _FACES:
            reach = (point[0] - plane) / -self.sun[0]
            z = point[2] + reach * self.sun[2]
            inside = self._arch(point[1] + reach * self.sun[1], z)
            soft = 0.006 + 0.008 * reach
            lit = lit * smoothstep(-soft, soft, inside)
            bays.append(np.floor(z / self.bay))
        return lit * (bays[0] == bays[1])

    def _matter(self, point: Array, is_wall: Array, is_floor: Array, rng: Rng) -> Array:
        plaster = fbm(rng, (512, 512), 120, 0.62)
        on_wall = sample(plaster, point[1] * 120 + 700, point[2] * 120)
        on_level = sample(plaster, point[0] * 120 + 700, point[2] * 120)
        width = 0.006 + point[2] * 0.0025
        joints = np.minimum(np.abs(point[0] * 2.5 % 1 - 0.5), np.abs(point[2] * 2.5 % 1 - 0.5))
        tiles = 1 - 0.35 * (1 - smoothstep(0, width * 4, joints)) * smoothstep(9, 3, point[2])
        wall = colour(self.plaster) * np.exp(0.07 * np.where(is_wall, on_wall, on_level))
        return np.where(is_floor, colour(self.stone) * np.exp(0.14 * on_level) * tiles, wall)

    def _opened(self, scene: Array, across: Array, up: Array, focal: float) -> Array:
        left = np.minimum(across, -1e-4)
        sides, bays = [], []
        for plane in _FACES:
            z = plane / left
            bays.append(np.floor(z / self.bay))
            sides.append(smoothstep(-0.7, 0.7, self._arch(up * z, z) * focal / np.maximum(z, 0.5) * np.abs(left)))
        z = -1.0 / left
        seen = sides[0] * (across < 0) * (up * z > -1.1) * (z < 17)
        jamb = colour(self.plaster) * colour(self.light) * (1.15 - 0.4 * smoothstep(0, 1.2, up * z))
        outside = mix(colour(self.sky) * 1.5, colour("8a9068") * 1.2, smoothstep(0.1, -0.3, up))
        scene = mix(scene, jamb, seen)
        return mix(scene, outside, seen * sides[1] * (bays[0] == bays[1]))


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
        level = np.floor(climb) - turn
        pixel = 1.2 / (np.maximum(radius, 0.004) * rows * math.log(self.shrink))
        step = (turn * self.steps + 0.25 * band) % 1
        tread = colour(self.tread) * (0.5 + 0.42 * step**0.7 - 0.3 * smoothstep(0.06, 0.0, step))
        tread = tread * np.exp(0.06 * fbm(rng, self.shape, 90, 0.7))
        under = smoothstep(0.45, 0.96, band)
        scene = tread * (1.1 - 0.95 * under)
        outer = (turn * self.steps * 2) % 1
        bars = smoothstep(0.5 - 0.16, 0.5 - 0.1, outer) * smoothstep(0.5 + 0.16, 0.5 + 0.1, outer)
        well = colour(self.tread) * 0.16
        scene = mix(scene, mix(well, colour(self.rail) * 0.6, bars), _between(band, 0.06, 0.24, pixel))
        shine = 0.35 + 0.9 * np.exp(-(((band - 0.035) / 0.016) ** 2))
        scene = mix(scene, colour(self.rail) * shine, _between(band, 0.0, 0.075, pixel))
        window = 0.55 + 0.6 * smoothstep(-0.6, 0.9, np.cos((turn - 0.62) * 2 * math.pi))
        depth = np.exp(level * 0.16 + 0.35)
        return scene * (window * np.clip(depth, 0, 1.4))


def _between(value: Array, low: float, high: float, soft: Array) -> Array:
    return smoothstep(low - soft, low + soft, value) * smoothstep(high + soft, high - soft, value)


@dataclass(frozen=True)
class Walls:
    """Plastered planes in hard sun: each a polygon in shares of width and height, its tint and its brightness."""

    shape: Shape
    sky: tuple[str, str]
    planes: tuple[tuple[str, float, tuple[tuple[float, float], ...]], ...]
    shadows: tuple[tuple[float, tuple[tuple[float, float], ...]], ...]
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


def _mask(shape: Shape, corners: tuple[tuple[float, float], ...], soft: float) -> Array:
    picture = Image.new("L", (shape[1] * 2, shape[0] * 2))
    ImageDraw.Draw(picture).polygon([(x * shape[1] * 2, y * shape[0] * 2) for x, y in corners], fill=255)
    mask = np.asarray(picture.reduce(2), np.float32) / 255
    return blur(mask, soft) if soft else mask


SCENES = {
    "arcade": Arcade(TALL, "e4d4b8", "b89878"),
    "cloister": Arcade(
        CLASSIC,
        "c0c0c0",
        "8c8c8c",
        Film(toned=True, contrast=1.25),
        "ffffff",
        (-1.0, 0.5, -0.55),
        "ffffff",
        2.2,
        "606060",
        0.7,
        1.4,
        0.5,
        0.35,
    ),
    "stairwell": Spiral(SQUARE, "d8d0c4", "3a2c22", Film(toned=True, contrast=1.2)),
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
