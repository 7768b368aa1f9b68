"""A table before a wall by a window, and how things on it are lit."""

import math
from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.lathe import Form, see, tilted
from server.demo.pictures.light import Film, colour, grid, mix
from server.demo.pictures.noise import Array, Rng, Shape, blur, fbm, resize, sample, smoothstep


@dataclass(frozen=True)
class Matter:
    """What a thing is made of."""

    tint: str
    second: str = ""
    mottle: float = 0.1
    cell: float = 60
    stretch: float = 1.0
    gloss: float = 0.3
    sharp: float = 0.5
    glass: float = 0.0
    within: str = ""
    bumps: float = 0.0


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
        if abs(self.tilt) < 0.6:
            return self.x + math.sin(self.tilt) * tall / 2, self.lift, tall, self.form.radii * np.float32(self.size)
        middle = self.x + math.sin(self.tilt) * tall / 2, self.lift + math.cos(self.tilt) * tall / 2
        ball = np.sqrt(1 - np.linspace(-1, 1, 64, dtype=np.float32) ** 2) * np.float32((wide + tall / 2) / 2)
        return middle[0], middle[1] - wide, 2 * wide, ball


@dataclass(frozen=True)
class Window:
    """Where light comes from (right, up, towards us), how wide it is, and how strong beside the room's own light."""

    at: tuple[float, float, float] = (-0.8, 0.5, 0.35)
    wide: float = 0.22
    strength: float = 2.2
    light: str = "fff0dc"
    room: str = "8090a8"
    fill: float = 0.6
    panes: tuple[float, float, float, float] | None = None

    def samples(self) -> list[Array]:
        """Give directions to nine points of it."""
        spots = [(i * self.wide, j * self.wide) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        ways = [np.array([self.at[0], self.at[1] + j, self.at[2] + i]) for i, j in spots]
        return [(way / np.linalg.norm(way)).astype(np.float32) for way in ways]


@dataclass(frozen=True)
class Table:
    """What things stand on and before."""

    top: Matter = Matter("6a4a32", "3c2818", 0.35, 30, 9)
    wall: Matter = Matter("8a8478", mottle=0.04, cell=200)
    back: float = 0.42
    edge_blur: float = 5.0


@dataclass(frozen=True)
class StillLife:
    """A still life; the picture is one unit wide, `level` is where z = 0 lies, as a share of the height."""

    shape: Shape
    things: tuple[Thing, ...]
    film: Film = field(default_factory=Film)
    window: Window = field(default_factory=Window)
    table: Table = field(default_factory=Table)
    pitch: float = 0.2
    level: float = 0.7

    def paint(self, rng: Rng) -> Array:
        """Expose it."""
        scene = self._room(rng)
        for thing in sorted(self.things, key=lambda thing: thing.z):
            self._place(scene, thing, rng)
        return scene

    def _room(self, rng: Rng) -> Array:
        rows, columns = self.shape
        small = (rows // 3, columns // 3)
        y, x = grid(small)
        across = (x + 0.5) / small[1] - 0.5 + 0 * y
        up = (self.level * small[0] - y) / small[1] + 0 * x
        z = np.maximum(-up / math.sin(self.pitch), -self.table.back)
        edge = self.table.back * math.sin(self.pitch)
        high = np.maximum(up - edge, 0) / math.cos(self.pitch)
        point = np.stack([across, high, z])
        open_light = visible(point, self.things, self.window)
        wall = smoothstep(-0.004, 0.004, up - edge)
        normal = np.stack([0 * wall, 1 - wall, wall])
        light = self._lit(normal, point, open_light)
        light = resize(light, self.shape)
        corner = resize(np.exp(-np.abs(up - edge) * 18) * 0.25, self.shape)
        tone = mix(
            _texture(self.table.top, self.shape, rng),
            _texture(self.table.wall, self.shape, rng),
            blur(resize(wall, self.shape), self.table.edge_blur),
        )
        return tone * light * (1 - corner)

    def _lit(self, normal: Array, point: Array, open_light: Array) -> Array:
        window = self.window
        way = np.array(window.at, np.float32) / np.float32(np.linalg.norm(window.at))
        facing = np.tensordot(way, normal, 1)
        soft = np.float32(window.wide + 0.12)
        direct = np.where(facing > soft, facing, np.clip(facing + soft, 0, None) ** 2 / (4 * soft)) * open_light
        falling = 1.15 - 0.75 * (point[0] * np.sign(-way[0]) * -1 + 0.5)
        around = colour(window.room) * ((0.65 + 0.35 * normal[1]) * np.float32(window.fill))
        bounce = colour(self.table.top.tint) * ((0.5 - 0.5 * normal[1]) * np.float32(window.strength * 0.16))
        return colour(window.light) * (direct * falling * np.float32(window.strength)) + around + bounce

    def _place(self, scene: Array, thing: Thing, rng: Rng) -> None:
        rows, columns = self.shape
        surface, (left, above) = see(thing.form, columns * thing.size, self.pitch)
        position = surface.position * np.float32(thing.size)
        if thing.tilt:
            surface, (left, above) = tilted(surface, (left, above), thing.tilt)
            position = surface.position * np.float32(thing.size)
        position = position + np.array([thing.x, thing.lift, thing.z], np.float32)[:, None, None]
        others = tuple(other for other in self.things if other is not thing)
        coarse = visible(position[:, ::2, ::2], others, self.window)
        light = self._lit(surface.normal, position, resize(coarse, surface.cover.shape))
        light = light * (1 - 0.4 * surface.inner) * (1 - 0.6 * (1 - surface.inner) * np.exp(-np.maximum(position[1], 0) * 30))
        tone = _skin(thing.matter, surface.position, surface.inner, rng)
        top = (
            round(self.level * rows + (thing.z * math.sin(self.pitch) - thing.lift * math.cos(self.pitch)) * columns)
            - above
        )
        beside = round((0.5 + thing.x) * columns) - left
        box = _overlap(scene.shape, top, beside, surface.cover.shape)
        if box is None:
            return
        (rows_in, columns_in), (rows_of, columns_of) = box
        behind = scene[:, rows_in, columns_in]
        body = (tone * light)[:, rows_of, columns_of]
        normal = surface.normal[:, rows_of, columns_of]
        if thing.matter.glass:
            clear = colour(thing.matter.tint) ** (0.35 + 1.2 * (1 - np.abs(normal[2])) ** 2)
            bent = _bent(behind, normal[0], thing.form.wide * thing.size * columns)
            body = mix(body * 0.25, bent * clear, thing.matter.glass)
        body = body + self._shine(normal, thing.matter)
        scene[:, rows_in, columns_in] = mix(behind, body, surface.cover[rows_of, columns_of])

    def _shine(self, normal: Array, matter: Matter) -> Array:
        eye = np.array([0, math.sin(self.pitch), math.cos(self.pitch)], np.float32)
        facing = np.tensordot(eye, normal, 1)
        bounce = 2 * facing * normal - eye[:, None, None]
        way = np.array(self.window.at, np.float32) / np.float32(np.linalg.norm(self.window.at))
        side = np.cross(np.array([0, 1, 0]), way).astype(np.float32)
        side /= np.linalg.norm(side)
        ahead = np.maximum(np.tensordot(way, bounce, 1), 1e-3)
        u, v = np.tensordot(side, bounce, 1) / ahead, np.tensordot(np.cross(way, side), bounce, 1) / ahead
        soft = 0.5 * (1 - matter.sharp) + 0.02
        pane = _box(u, 0.3, soft) * _box(v, 0.42, soft)
        if matter.sharp > 0.6:
            pane = pane * (1 - 0.8 * _box(u, 0.012, 0.02)) * (1 - 0.8 * _box(v + 0.1, 0.012, 0.02))
        fresnel = 0.06 + 0.94 * np.clip(1 - np.abs(facing), 0, 1) ** 5
        room = colour(self.window.room) * (np.float32(self.window.fill) * 0.5)
        return (
            colour(self.window.light) * (pane * np.float32(self.window.strength * 2.5)) * (0.3 + fresnel)
            + room * fresnel
        ) * np.float32(matter.gloss)


def _bent(behind: Array, side: Array, radius: float) -> Array:
    """What is seen through the wall of a glass: straight in the middle, gathered at its edges."""
    rows, columns = side.shape
    shift = side**5 * np.float32(radius * 0.4)
    column = np.clip(np.arange(columns) - shift, 0, columns - 1).astype(np.int32)
    return behind.reshape(3, -1).take(np.arange(rows)[:, None] * columns + column, axis=1)


def _box(value: Array, half: float, soft: float) -> Array:
    return smoothstep(half + soft, half - soft, np.abs(value))


def _overlap(
    shape: tuple[int, ...], top: int, left: int, size: tuple[int, ...]
) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    rows = slice(max(top, 0), min(top + size[0], shape[1]))
    columns = slice(max(left, 0), min(left + size[1], shape[2]))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    return (rows, columns), (slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left))


def _texture(matter: Matter, shape: Shape, rng: Rng) -> Array:
    noise = fbm(rng, shape, matter.cell, 0.6, matter.stretch)
    tone = mix(colour(matter.tint), colour(matter.second or matter.tint), smoothstep(-1, 1.4, noise))
    return tone * np.exp(noise * np.float32(matter.mottle * 0.5))


def _skin(matter: Matter, position: Array, inner: Array, rng: Rng) -> Array:
    angle = np.arctan2(position[0], position[2])
    grain = fbm(rng, (512, 512), matter.cell * 0.5, 0.62, matter.stretch)
    noise = sample(grain, position[1] * 700 + 4, (angle + math.pi) * 80 + 4)
    tone = mix(colour(matter.tint), colour(matter.second or matter.tint), smoothstep(-0.8, 1.2, noise))
    if matter.within:
        tone = mix(tone, colour(matter.within), inner)
    return tone * np.exp(noise * np.float32(matter.mottle * 0.5))


def visible(point: Array, things: tuple[Thing, ...], window: Window) -> Array:
    """How much of the window each point sees past the things."""
    total = np.zeros(point.shape[1:], np.float32)
    ways = window.samples()
    for way in ways:
        free = np.ones_like(total)
        flat = float(way[0] ** 2 + way[2] ** 2)
        for thing in things:
            x, foot, tall, radii = thing.shadow
            aside, ahead = x - point[0], thing.z - point[2]
            nearest_at = np.maximum((aside * way[0] + ahead * way[2]) / np.float32(flat), 0)
            distance = np.hypot(aside - nearest_at * way[0], ahead - nearest_at * way[2])
            height = (point[1] + nearest_at * way[1] - foot) / np.float32(tall)
            radius = radii.take(np.clip(height * 63, 0, 63).astype(np.int16))
            soft = 0.006 + nearest_at * np.float32(0.6 * window.wide)
            blocked = smoothstep(soft, -soft, distance - radius) * (
                (height >= -0.02) & (height < 1) & (nearest_at > 1e-4)
            )
            free = free * (1 - blocked * (1 - 0.75 * thing.matter.glass))
        total += free * _through_panes(point, way, window.panes) if window.panes else free
    return total / len(ways)


def _through_panes(point: Array, way: Array, panes: tuple[float, float, float, float]) -> Array:
    """Let light in by a window of panes: its middle (y, z), half its size, and the width of its bars."""
    middle_y, middle_z, half, bar = panes
    along = (point[0] + 1.1) / -way[0]
    v, u = point[1] + along * way[1] - middle_y, point[2] + along * way[2] - middle_z
    inside = _box(u, half * 0.8, 0.006) * _box(v, half, 0.006)
    bars = _box(u, bar, 0.006) + _box(np.abs(v) - half / 3, bar, 0.006)
    return inside * np.clip(1 - bars, 0, 1)
