"""A window, the things before it, and the shadows they throw."""

import math
from dataclasses import dataclass

import numpy as np

from server.demo.pictures.lathe import Form
from server.demo.pictures.matter import Matter, box
from server.demo.pictures.noise import Array, smoothstep


@dataclass(frozen=True)
class Thing:
    """A form at a place on the table (x to the right, z towards us), in table widths."""

    form: Form
    matter: Matter
    x: float
    z: float
    size: float = 1.0
    lift: float = 0.0
    tilt: float = 0.0

    @property
    def shadow(self) -> tuple[float, float, float, Array]:
        """What casts its shadow: the x, foot and height of an upright form, and its radii."""
        tall, wide = self.form.tall * self.size, self.form.wide * self.size
        middle = self.x + math.sin(self.tilt) * tall / 2, self.lift + math.cos(self.tilt) * tall / 2
        if abs(self.tilt) < 0.6:
            return middle[0], self.lift, tall, self.form.radii * np.float32(self.size)
        ball = np.sqrt(1 - np.linspace(-1, 1, 64, dtype=np.float32) ** 2) * np.float32((wide + tall / 2) / 2)
        return middle[0], middle[1] - wide, 2 * wide, ball


@dataclass(frozen=True)
class Window:
    """Where light comes from (right, up, towards us), how wide it is, and how strong beside the room's own light.

    `panes` lets sun in by a lattice: its middle (y, z), half its size, and the width of its bars.
    """

    at: tuple[float, float, float] = (-0.8, 0.5, 0.35)
    wide: float = 0.22
    strength: float = 2.2
    light: str = "fff0dc"
    room: str = "8090a8"
    fill: float = 0.6
    panes: tuple[float, float, float, float] | None = None

    @property
    def way(self) -> Array:
        """The direction to its middle."""
        return _unit(np.array(self.at))

    def seen_past(self, things: tuple[Thing, ...], point: Array) -> Array:
        """Tell how much of it each point sees past the things."""
        spots = [(i * self.wide, j * self.wide) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        total = np.zeros(point.shape[1:], np.float32)
        for aside, above in spots:
            way = _unit(np.array([self.at[0], self.at[1] + above, self.at[2] + aside]))
            free = np.ones_like(total)
            for thing in things:
                free *= 1 - self._hidden(thing, point, way)
            total += free * _through_panes(point, way, self.panes) if self.panes else free
        return total / len(spots)

    def _hidden(self, thing: Thing, point: Array, way: Array) -> Array:
        """Pass each ray by the thing's axis: it is stopped if there it is nearer than the radius at that height."""
        x, foot, tall, radii = thing.shadow
        aside, ahead = x - point[0], thing.z - point[2]
        along = np.maximum((aside * way[0] + ahead * way[2]) / (way[0] ** 2 + way[2] ** 2), 0)
        distance = np.hypot(aside - along * way[0], ahead - along * way[2])
        height = (point[1] + along * way[1] - foot) / np.float32(tall)
        radius = radii.take(np.clip(height * 63, 0, 63).astype(np.int16))
        soft = 0.006 + along * np.float32(0.6 * self.wide)
        hidden = smoothstep(soft, -soft, distance - radius) * (height >= -0.02) * (along > 1e-4)
        part: Array = (
            hidden * smoothstep(1 + soft / tall, 1 - soft / tall, height) * np.float32(1 - 0.75 * thing.matter.glass)
        )
        return part


def _unit(way: Array) -> Array:
    unit: Array = (way / np.linalg.norm(way)).astype(np.float32)
    return unit


def _through_panes(point: Array, way: Array, panes: tuple[float, float, float, float]) -> Array:
    middle_y, middle_z, half, bar = panes
    along = (point[0] + 1.1) / -way[0]
    up, side = point[1] + along * way[1] - middle_y, point[2] + along * way[2] - middle_z
    bars = box(side, bar, 0.006) + box(np.abs(up) - half / 3, bar, 0.006)
    open_light: Array = box(side, half * 0.8, 0.006) * box(up, half, 0.006) * np.clip(1 - bars, 0, 1)
    return open_light
