"""Shores from straight above: sand, shallows, and foam between them."""

from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.film import SQUARE, TALL, WIDE, Film
from server.demo.pictures.light import colour, gradient, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, fbm, smoothstep


@dataclass(frozen=True)
class Shore:
    """A strip of coast; `slope` says how the shoreline runs (down, across), `at` where it crosses the middle."""

    shape: Shape
    water: dict[float, str]
    sand: str
    film: Film = field(default_factory=Film)
    at: float = 0.55
    slope: tuple[float, float] = (0.25, 1.0)
    wander: float = 0.05
    waves: tuple[float, ...] = (0.012, 0.075, 0.15, 0.24)
    rocks: float = 9.0
    rock: str = "2c2a24"

    def paint(self, rng: Rng) -> Array:
        """Expose it from the air."""
        rows, columns = self.shape
        y, x = grid(self.shape)
        bends = fbm(rng, self.shape, columns * 0.45, 0.5, finest=5)
        run = (y / rows - 0.5) * self.slope[0] + (x / columns - 0.5) * self.slope[1] + 0.5 - self.at
        out = run + bends * self.wander
        fine = fbm(rng, self.shape, 46, 0.7)
        scene = mix(
            self._sand(out, fine, rng), self._water(out, fine, rng), smoothstep(-0.004, 0.006, out + fine * 0.002)
        )
        scene = self._rocks(scene, out, fine, rng)
        for number, place in enumerate(self.waves):
            scene = self._wave(scene, out, place, number, fine, rng)
        return scene

    def _sand(self, out: Array, fine: Array, rng: Rng) -> Array:
        grain = rng.standard_normal(self.shape, np.float32)
        dry = colour(self.sand) * np.exp(0.05 * fine + 0.035 * grain)
        wet = smoothstep(-0.1, -0.015, out + fine * 0.008)
        return dry * (1 - 0.5 * wet)

    def _water(self, out: Array, fine: Array, rng: Rng) -> Array:
        floor = fbm(rng, self.shape, 170, 0.55)
        ripples = np.gradient(fbm(rng, self.shape, 26, 0.6, 1.6), axis=0)
        net = np.exp(-np.abs(fbm(rng, self.shape, 30, 0.5)) * 5) * np.exp(-np.maximum(out, 0) * 9)
        tone = gradient(self.water, out + floor * 0.028)
        water: Array = tone * np.exp(0.05 * fine + ripples * 0.55) + tone * (net * 0.35)
        return water

    def _rocks(self, scene: Array, out: Array, fine: Array, rng: Rng) -> Array:
        if self.rocks > 5:
            return scene
        bulk = fbm(rng, self.shape, 190, 0.62) - self.rocks + fine * 0.1
        drowned = smoothstep(-0.25, 0.35, bulk) * smoothstep(-0.02, 0.05, out)
        light = np.gradient(fine, axis=1) * 1.6 + 1
        bare = colour(self.rock) * np.clip(light, 0.3, 2.2)
        foam = np.exp(-(((bulk - 0.5) / 0.07) ** 2)) * smoothstep(-0.2, 0.9, fine) * (out > 0.01)
        scene = mix(scene, mix(scene * 0.42, bare, smoothstep(0.5, 0.62, bulk)), drowned)
        return mix(scene, colour("f4f8f8"), foam * 0.75)

    def _wave(self, scene: Array, out: Array, place: float, number: int, fine: Array, rng: Rng) -> Array:
        drift = fbm(rng, self.shape, 150, 0.5, finest=4) * (0.011 + 0.006 * number) + fine * 0.0035
        behind = out - place + drift
        lace = fbm(rng, self.shape, 20, 0.75)
        front = smoothstep(-0.002, 0.0015, behind) * np.exp(-np.maximum(behind, 0) * 190)
        trail = smoothstep(-0.001, 0.004, behind) * np.exp(-np.maximum(behind, 0) * 26) * smoothstep(0.1, 0.75, lace)
        patch = smoothstep(-0.9, 0.3, fbm(rng, self.shape, 260, 0.5, finest=8) + 0.9 - number * 0.42)
        foam = np.clip(front * 0.95 + trail * 0.8, 0, 1) * patch
        shadow = np.exp(-(((behind + 0.006) / 0.005) ** 2)) * 0.16 * patch
        return mix(scene * (1 - shadow), colour("f6f8f6") * 0.95, foam)


SCENES = {
    "tideline": Shore(TALL, {0: "b8c8a8", 0.05: "78b8ac", 0.16: "2c94a0", 0.5: "0c5c7c"}, "dcc09a"),
    "reef": Shore(
        SQUARE,
        {0: "a8c8b0", 0.08: "50b0a8", 0.3: "14808c", 0.8: "084460"},
        "d8c8a8",
        at=0.25,
        slope=(1.0, 0.3),
        rocks=0.75,
    ),
    "black-beach": Shore(
        WIDE,
        {0: "8a8a88", 0.08: "5a5c5c", 0.4: "303436"},
        "343230",
        Film(toned=True, contrast=1.2),
        0.5,
        (-0.9, 0.4),
        0.07,
        (0.01, 0.06, 0.11, 0.2),
    ),
}
