"""Arcades: sunlight through a row of arches."""

from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.film import CLASSIC, TALL, Film
from server.demo.pictures.light import colour, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, fbm, sample, smoothstep

_F = np.float32
_FLOOR, _CEILING, _END = -1.1, 1.45, 17.0
_FACES = (-1.0, -1.35)  # the inner and the outer face of the arcade's wall


@dataclass(frozen=True)
class _Seen:
    """Where each pixel's look ends: the point, whether on a wall, whether below the eye."""

    point: Array
    wall: Array
    below: Array


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
        to_wall = np.where(across < 0, _F(-1), _F(1)) / np.where(np.abs(across) < 1e-5, _F(1e-5), across)
        to_level = np.where(up < 0, _F(_FLOOR), _F(_CEILING)) / np.where(np.abs(up) < 1e-5, _F(1e-5), up)
        z = np.minimum(np.minimum(to_wall, to_level), _F(_END))
        seen = _Seen(np.stack([across * z, up * z, z]), to_wall <= to_level, up < 0)
        scene = self._matter(seen, rng) * self._light(seen)
        far = smoothstep(4, _END, z) * 0.4 + (z >= _END) * _F(0.4)
        scene = mix(scene, colour(self.light) * 0.9, far)
        return self._opened(scene, across, up, focal)

    def _light(self, seen: _Seen) -> Array:
        x, y, _ = seen.point
        direct = self._sunlit(seen.point) * np.where(seen.wall, x > 0, seen.below * _F(0.75))
        corner = np.minimum(np.abs(np.abs(y - 0.17) - 1.28), np.abs(np.abs(x) - 1))
        room = 0.4 + 0.6 * smoothstep(0, 0.9, corner + seen.wall * _F(0.25))
        room = room * np.where(seen.wall & (x > 0), _F(1.2), _F(0.8))
        light: Array = colour(self.shade) * room + colour(self.light) * (direct * _F(self.strength) + _F(0.12))
        return light

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
        sunlit: Array = lit * (bays[0] == bays[1])
        return sunlit

    def _matter(self, seen: _Seen, rng: Rng) -> Array:
        point = seen.point
        plaster = fbm(rng, (512, 512), 120, 0.62)
        on_wall = sample(plaster, point[1] * 120 + 700, point[2] * 120)
        on_level = sample(plaster, point[0] * 120 + 700, point[2] * 120)
        width = 0.006 + point[2] * 0.0025
        joints = np.minimum(np.abs(point[0] * 2.5 % 1 - 0.5), np.abs(point[2] * 2.5 % 1 - 0.5))
        tiles = 1 - 0.35 * (1 - smoothstep(0, width * 4, joints)) * smoothstep(9, 3, point[2])
        wall = colour(self.plaster) * np.exp(0.07 * np.where(seen.wall, on_wall, on_level))
        return np.where(~seen.wall & seen.below, colour(self.stone) * np.exp(0.14 * on_level) * tiles, wall)

    def _opened(self, scene: Array, across: Array, up: Array, focal: float) -> Array:
        left = np.minimum(across, -1e-4)
        sides, bays = [], []
        for plane in _FACES:
            z = plane / left
            bays.append(np.floor(z / self.bay))
            sides.append(smoothstep(-0.7, 0.7, self._arch(up * z, z) * focal / np.maximum(z, 0.5) * np.abs(left)))
        z = -1.0 / left
        seen = sides[0] * (across < 0) * (up * z > _FLOOR) * (z < _END)
        jamb = colour(self.plaster) * colour(self.light) * (1.15 - 0.4 * smoothstep(0, 1.2, up * z))
        outside = mix(colour(self.sky) * 1.5, colour("8a9068") * 1.2, smoothstep(0.1, -0.3, up))
        scene = mix(scene, jamb, seen)
        return mix(scene, outside, seen * sides[1] * (bays[0] == bays[1]))


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
}
