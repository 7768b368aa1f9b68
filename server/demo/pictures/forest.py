"""Forests: trees behind trees in mist."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from server.demo.pictures.film import CLASSIC, SQUARE, TALL, Film
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
        rows, columns = self.shape
        y, _ = grid(self.shape)
        scene = gradient(self.mist, y / rows + 0.06 * fbm(rng, self.shape, rows * 0.5, finest=16))
        kinds = [_fir(rng) for _ in range(5)]
        for number in range(self.slopes):
            near = (number + 1) / self.slopes
            high = self.tall[0] + (self.tall[1] - self.tall[0]) * near**1.8
            foot = self.highest + (self.lowest - self.highest) * near**1.2
            line = (foot + profile(rng, columns, columns * 0.7, 0.4) * 0.035 * (1.4 - near)) * rows
            line += np.linspace(-1, 1, columns, dtype=np.float32) * self.lean * rows * (-1) ** number
            trees = _planted(rng, self.shape, line, high * rows, kinds)
            haze = mix(scene, gradient(self.mist, y / rows + 0 * trees), 0.5)
            boughs = np.exp(fbm(rng, self.shape, max(4, high * rows * 0.05), 0.8) * (0.5 * near))
            body = mix(haze, colour(self.dark) * boughs, near**1.5 * 0.97)
            scene = mix(scene, body, trees)
            veil = smoothstep(foot - high * 0.6, foot + 0.05, y / rows) * (1 - near) * 0.75
            drift = np.clip(0.75 + 0.5 * fbm(rng, self.shape, rows * 0.3, 0.5, 2.5, finest=16), 0, 1.2)
            scene = mix(scene, gradient(self.mist, y / rows + 0.1 + 0 * trees), np.clip(veil * drift, 0, 1))
        return scene


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


@dataclass(frozen=True)
class Trunks:
    """Among the trunks, looking towards the light."""

    shape: Shape
    light: str
    shade: str
    bark: str
    film: Film = field(default_factory=Film)
    floor: str = "2a2418"
    sun: tuple[float, float] = (0.6, 0.2)
    ranks: int = 6
    wide: tuple[float, float] = (0.008, 0.085)
    marks: float = 0.0
    beams: float = 0.0

    def paint(self, rng: Rng) -> Array:
        """Stand the far trunks first, each rank under more mist than the next."""
        rows, columns = self.shape
        y, x = grid(self.shape)
        away = np.hypot((x / columns - self.sun[0]) * columns / rows, y / rows - self.sun[1])
        mist = mix(colour(self.shade), colour(self.light), np.exp(-away * 2.2))
        scene = mist * (1 + 0.08 * fbm(rng, self.shape, rows * 0.4, finest=16))
        for number in range(self.ranks):
            near = (number + 1) / self.ranks
            floor = 0.62 + 0.3 * near**1.5
            scene = self._floor(scene, mist, floor, near, rng)
            for place in rng.uniform(-0.05, 1.05, int(15 - 10 * near)):
                wide = (self.wide[0] + (self.wide[1] - self.wide[0]) * near**2) * rng.uniform(0.7, 1.2)
                self._stand(scene, mist, place, wide, floor + rng.uniform(0, 0.05), near, rng)
        beams = np.clip(
            profile(rng, 2048, 50, 0.35).take(_bearing(y / rows - self.sun[1], x / columns - self.sun[0])), 0, 2
        )
        return scene + colour(self.light) * (beams * np.exp(-away * 1.3) * np.float32(self.beams))

    def _floor(self, scene: Array, mist: Array, top: float, near: float, rng: Rng) -> Array:
        rows = self.shape[0]
        y, _ = grid(self.shape)
        ground = mix(mist, colour(self.floor), near**1.3 * 0.95)
        ground = ground * np.exp(0.35 * near * fbm(rng, self.shape, 40, 0.7, 3))
        return mix(scene, ground, smoothstep(top - 0.03, top + 0.06, y / rows + 0 * mist[0]))

    def _stand(self, scene: Array, mist: Array, place: float, wide: float, foot: float, near: float, rng: Rng) -> None:
        rows, columns = self.shape
        half = wide * columns / 2
        left, right = max(int((place * columns) - half * 2.2), 0), min(int(place * columns + half * 2.2) + 2, columns)
        if right - left < 3:
            return
        y, x = grid((int(foot * rows), right - left))
        bend = profile(rng, len(y), rows * 0.7, 0.35)[:, None] * half * 0.3
        flare = 1 + 0.6 * np.exp((y - len(y)) / (half * 1.6)) + 0.15 * (y / rows)
        side = (x + left - place * columns - bend) / (half * flare)
        cover = np.clip((1 - np.abs(side)) * half * flare + 0.5, 0, 1)
        grain = fbm(rng, (len(y), right - left), max(half * 1.2, 6), 0.7, 0.3)
        rim = smoothstep(0.2, 1.0, side * np.sign(self.sun[0] - place)) * 0.9
        bark = colour(self.bark) * (0.32 + 0.45 * rim + 0.12 * grain)
        if self.marks:
            dark = smoothstep(0.75, 1.25, fbm(rng, (len(y), right - left), max(half * 0.5, 5), 0.6, 3.5))
            bark = bark * (1 - self.marks * dark)
        part = scene[:, : len(y), left:right]
        tone = mix(mist[:, : len(y), left:right], bark, 0.12 + 0.86 * near**1.2)
        scene[:, : len(y), left:right] = mix(part, tone, cover * smoothstep(0, -0.02, y / rows - foot))


def _bearing(down: Array, across: Array) -> Array:
    turn: Array = ((np.arctan2(down, across) + np.pi) * (2047 / (2 * np.pi))).astype(np.int16)
    return turn


SCENES = {
    "teal-slopes": Firs(
        CLASSIC,
        {0: "a8c0c4", 0.4: "c4d4d4", 1.1: "88a4a8"},
        "0a2024",
        slopes=9,
        tall=(0.04, 0.42),
        lean=0.06,
    ),
    "beams": Trunks(
        TALL, "ffe8b8", "5c6a50", "4a3a28", floor="3c3a1c", sun=(0.7, -0.12), beams=0.25, wide=(0.008, 0.07)
    ),
    "birches": Trunks(
        SQUARE, "f4f0e4", "a8b0b4", "d8d4cc", floor="8a6a30", marks=0.9, sun=(0.3, 0.1), wide=(0.008, 0.07)
    ),
    "old-wood": Trunks(
        CLASSIC,
        "e8e8e8",
        "707070",
        "2c2c2c",
        Film(toned=True, contrast=1.25),
        "181818",
        (0.4, -0.1),
        wide=(0.006, 0.06),
        beams=0.3,
    ),
}
