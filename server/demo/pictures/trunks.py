"""Among the trunks of a wood."""

from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.film import CLASSIC, SQUARE, TALL, Film
from server.demo.pictures.light import colour, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, fbm, profile, smoothstep


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
                self._stand(scene, mist, place, floor + rng.uniform(0, 0.05), near, rng)
        turn = _bearing(y / rows - self.sun[1], x / columns - self.sun[0])
        beams = np.clip(profile(rng, 2048, 50, 0.35), 0, 2).take(turn)
        lit: Array = scene + colour(self.light) * (beams * np.exp(-away * 1.3) * np.float32(self.beams))
        return lit

    def _floor(self, scene: Array, mist: Array, top: float, near: float, rng: Rng) -> Array:
        share = grid(self.shape)[0] / self.shape[0] + 0 * mist[0]
        ground = mix(mist, colour(self.floor), near**1.3 * 0.95)
        ground = ground * np.exp(0.35 * near * fbm(rng, self.shape, 40, 0.7, 3))
        return mix(scene, ground, smoothstep(top - 0.03, top + 0.06, share))

    def _stand(self, scene: Array, mist: Array, place: float, foot: float, near: float, rng: Rng) -> None:
        rows, columns = self.shape
        wide = (self.wide[0] + (self.wide[1] - self.wide[0]) * near**2) * rng.uniform(0.7, 1.2)
        half, middle = wide * columns / 2, place * columns
        left, right = max(int(middle - half * 2.2), 0), min(int(middle + half * 2.2) + 2, columns)
        if right - left < 3:
            return
        y, x = grid((int(foot * rows), right - left))
        bend = profile(rng, len(y), rows * 0.7, 0.35)[:, None] * half * 0.3
        reach = half * (1 + 0.6 * np.exp((y - len(y)) / (half * 1.6)) + 0.15 * (y / rows))
        side = (x + left - middle - bend) / reach
        cover = np.clip((1 - np.abs(side)) * reach + 0.5, 0, 1) * smoothstep(0, -0.02, y / rows - foot)
        rim = smoothstep(0.2, 1.0, side * np.sign(self.sun[0] - place))
        here = np.s_[:, : len(y), left:right]
        tone = mix(mist[here], self._bark(half, rim, rng), 0.12 + 0.86 * near**1.2)
        scene[here] = mix(scene[here], tone, cover)

    def _bark(self, half: float, rim: Array, rng: Rng) -> Array:
        shape = (rim.shape[0], rim.shape[1])
        grain = fbm(rng, shape, max(half * 1.2, 6), 0.7, 0.3)
        dark = smoothstep(0.75, 1.25, fbm(rng, shape, max(half * 0.5, 5), 0.6, 3.5)) if self.marks else 0
        bark: Array = colour(self.bark) * ((0.32 + 0.4 * rim + 0.12 * grain) * (1 - self.marks * dark))
        return bark


def _bearing(down: Array, across: Array) -> Array:
    turn: Array = ((np.arctan2(down, across) + np.pi) * (2047 / (2 * np.pi))).astype(np.int16)
    return turn


SCENES = {
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
