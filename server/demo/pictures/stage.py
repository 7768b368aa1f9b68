"""A table before a wall by a window, and what stands on it."""

import math
from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.film import Film
from server.demo.pictures.lathe import Point, Surface, see, tilted
from server.demo.pictures.light import colour, grid, mix
from server.demo.pictures.matter import Matter
from server.demo.pictures.noise import Array, Rng, Shape, blur, resize, smoothstep
from server.demo.pictures.window import Thing, Window


@dataclass(frozen=True)
class Table:
    """What things stand on and before; the wall is `back` from the middle, and out of focus."""

    top: Matter
    wall: Matter
    back: float = 0.42
    edge_blur: float = 5.0


@dataclass(frozen=True)
class StillLife:
    """A still life, its things from back to front; the picture is one unit wide, `level` is the row of z = 0."""

    shape: Shape
    things: tuple[Thing, ...]
    table: Table
    film: Film = field(default_factory=Film)
    window: Window = field(default_factory=Window)
    pitch: float = 0.2
    level: float = 0.7

    def paint(self, rng: Rng) -> Array:
        """Expose it."""
        scene = self._room(rng)
        for thing in self.things:
            self._place(scene, thing, rng)
        return scene

    def _room(self, rng: Rng) -> Array:
        """Light the table and the wall at a third of the size: their light is soft, their grain is not."""
        small = (self.shape[0] // 3, self.shape[1] // 3)
        y, x = grid(small)
        up = (self.level * small[0] - y) / small[1] + 0 * x
        over_edge = up - self.table.back * math.sin(self.pitch)
        z = np.maximum(-up / math.sin(self.pitch), -self.table.back)
        point = np.stack([(x + 0.5) / small[1] - 0.5 + 0 * y, np.maximum(over_edge, 0) / math.cos(self.pitch), z])
        wall = smoothstep(-0.004, 0.004, over_edge)
        light = self._lit(np.stack([0 * wall, 1 - wall, wall]), point, self.window.seen_past(self.things, point))
        light = resize(light * (1 - np.exp(-np.abs(over_edge) * 18) * 0.25), self.shape)
        far = blur(resize(wall, self.shape), self.table.edge_blur)
        room: Array = mix(self.table.top.spread(self.shape, rng), self.table.wall.spread(self.shape, rng), far) * light
        return room

    def _lit(self, normal: Array, point: Array, open_light: Array) -> Array:
        window, way = self.window, self.window.way
        facing = np.tensordot(way, normal, 1)
        soft = np.float32(window.wide + 0.12)
        direct = np.where(facing > soft, facing, np.clip(facing + soft, 0, None) ** 2 / (4 * soft)) * open_light
        falling = (0.775 - 0.75 * point[0]) if window.at[0] < 0 else (0.775 + 0.75 * point[0])
        around = colour(window.room) * ((0.65 + 0.35 * normal[1]) * np.float32(window.fill))
        bounce = colour(self.table.top.tint) * ((0.5 - 0.5 * normal[1]) * np.float32(window.strength * 0.16))
        light: Array = colour(window.light) * (direct * falling * np.float32(window.strength)) + around + bounce
        return light

    def _place(self, scene: Array, thing: Thing, rng: Rng) -> None:
        surface, foot = see(thing.form, self.shape[1] * thing.size, self.pitch)
        if thing.tilt:
            surface, foot = tilted(surface, foot, thing.tilt)
        body = thing.matter.skin(surface.position, surface.inner, rng) * self._light_on(thing, surface)
        here, there = self._overlap(thing, foot, surface.cover.shape)
        behind, normal = scene[here], surface.normal[there]
        body = body[there]
        if thing.matter.glass:
            body = thing.matter.seen_through(behind, body, normal, thing.form.wide * thing.size * self.shape[1])
        scene[here] = mix(behind, body + self._shine(normal, thing.matter), surface.cover[there[1:]])

    def _light_on(self, thing: Thing, surface: Surface) -> Array:
        place = np.array([thing.x, thing.lift, thing.z], np.float32)[:, None, None]
        position = surface.position * np.float32(thing.size) + place
        others = tuple(other for other in self.things if other is not thing)
        open_light = resize(self.window.seen_past(others, position[:, ::2, ::2]), surface.cover.shape)
        contact = 1 - 0.6 * (1 - surface.inner) * np.exp(-np.maximum(position[1], 0) * 30)
        light: Array = self._lit(surface.normal, position, open_light) * ((1 - 0.4 * surface.inner) * contact)
        return light

    def _overlap(self, thing: Thing, foot: Point, size: Shape) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
        """Give the part of the picture a thing covers, and the part of the thing that the picture shows."""
        rows, columns = self.shape
        down = thing.z * math.sin(self.pitch) - thing.lift * math.cos(self.pitch)
        top, left = round(self.level * rows + down * columns - foot[1]), round((0.5 + thing.x) * columns - foot[0])
        bottom, right = min(top + size[0], rows), min(left + size[1], columns)
        here = slice(None), slice(max(top, 0), bottom), slice(max(left, 0), right)
        there = slice(None), slice(max(-top, 0), bottom - top), slice(max(-left, 0), right - left)
        return here, there

    def _shine(self, normal: Array, matter: Matter) -> Array:
        eye = np.array([0, math.sin(self.pitch), math.cos(self.pitch)], np.float32)
        facing = np.tensordot(eye, normal, 1)
        bounce = 2 * facing * normal - eye[:, None, None]
        way = self.window.way
        side = np.array([way[2], 0, -way[0]], np.float32) / np.float32(math.hypot(way[0], way[2]))
        ahead = np.maximum(np.tensordot(way, bounce, 1), 1e-3)
        across, up = np.tensordot(side, bounce, 1) / ahead, np.tensordot(np.cross(way, side), bounce, 1) / ahead
        fresnel = 0.06 + 0.94 * np.clip(1 - np.abs(facing), 0, 1) ** 5
        pane = matter.mirrored_window(across, up) * (0.3 + fresnel) * np.float32(2.5 * self.window.strength)
        room = fresnel * np.float32(0.5 * self.window.fill)
        shine: Array = (colour(self.window.light) * pane + colour(self.window.room) * room) * np.float32(matter.gloss)
        return shine
