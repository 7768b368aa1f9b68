"""The forms that land takes: slopes, islands, dunes; and the grain of its surface."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from server.demo.pictures.noise import Array, Rng, Shape, blur, fbm, smoothstep
from server.demo.pictures.terrain import Camera, eroded

POINTS = 1024


@dataclass(frozen=True)
class Relief:
    """The form of the land: it rises to the far end (`slopes`, `dunes`), or stands in a sea at height 0 (`islands`)."""

    amount: float = 0.05
    cell: float = 120
    rise: float = 0.02
    bend: float = 0.45
    rough: float = 0.04
    kind: Literal["slopes", "islands", "dunes"] = "slopes"
    sunk: float = 0.6
    grain: Literal["rough", "ripples", "rows"] = "rough"

    def heights(self, rng: Rng, shape: Shape, camera: Camera) -> Array:
        """Raise the land for a camera; its rows go away from it."""
        distance = np.linspace(0, camera.far * 1.02, POINTS, dtype=np.float32)[:, None]
        share = np.clip((distance - camera.near) / (camera.far - camera.near), 0, 1)
        relief = _dunes(rng, self.cell) if self.kind == "dunes" else eroded(rng, POINTS, self.cell)
        if self.kind == "islands":
            return (relief - self.sunk - 1.5 * (1 - smoothstep(0.0, 0.2, share))) * self.amount * distance
        feet = -1.06 * (1 - camera.horizon) * shape[0] / (camera.lens * shape[1])
        rise = (
            feet
            + (self.rise - feet) * (1 - np.maximum(1 - share / 0.7, 0) ** (1.5 / self.bend))
            - np.maximum(share - 0.75, 0) * 0.4
        )
        heights: Array = distance * (rise + relief * self.amount * (0.25 + share))
        return heights

    def texture(self, rng: Rng) -> Array:
        """Give the surface its grain."""
        rough = fbm(rng, (512, 512), 24, 0.8)
        if self.grain == "rough":
            return rough
        down, across = np.mgrid[0:512, 0:512].astype(np.float32)
        warp = fbm(rng, (512, 512), 90, 0.5) * 5
        waves = (
            np.sin((down + across * 0.25 + warp * 1.6) * 0.55) if self.grain == "ripples" else np.sin(across * 0.245)
        )
        grain: Array = waves + rough * np.float32(0.25 if self.grain == "ripples" else 0.6)
        return grain


def _dunes(rng: Rng, cell: float) -> Array:
    """Sharp crests, long to windward and steep to lee."""
    drift = fbm(rng, (POINTS, POINTS), cell, 0.32, 1.7, finest=cell / 9)
    crest = blur(np.where(drift > 0, np.exp(-2.2 * drift), np.exp(0.9 * drift)), 3.2)
    even: Array = (crest - crest.mean()) / crest.std()
    return even
