"""Landscapes: a sky, land that rises out of haze, and sometimes water at its feet."""

from dataclasses import dataclass, field

import numpy as np

from server.demo.pictures.film import Film
from server.demo.pictures.light import colour, gradient, mix
from server.demo.pictures.noise import Array, Rng, Shape, smoothstep
from server.demo.pictures.relief import POINTS, Relief
from server.demo.pictures.sky import Overlay, Sky
from server.demo.pictures.terrain import Camera, Land, View, look, sunlight
from server.demo.pictures.water import Water


@dataclass(frozen=True)
class Sun:
    """Light on the land: direct and from the sky, from where (down, across on the map) and how steeply."""

    light: str = "ffe2b8"
    shade: str = "7f93b5"
    strength: float = 1.8
    azimuth: tuple[float, float] = (0.4, -0.9)
    low: float = 0.35


@dataclass(frozen=True)
class Air:
    """What lies between: haze that thickens with distance, and fog below a height."""

    haze: str = "a9b6c4"
    density: float = 0.02
    fog: float = -90.0
    depth: float = 0.6
    fog_colour: str = "e8e8e8"
    of_sky: float = 0.45

    def before(self, sky: Array, ground: Array, view: View, near: float) -> Array:
        """Look at the ground through this air."""
        clear = np.exp(-self.density * np.maximum(view.depth - near, 0))
        low = np.exp(np.clip((self.fog - view.height) / self.depth, -9, 2)) * view.depth * 0.05
        picture = mix(mix(colour(self.haze), sky, self.of_sky), ground, clear)
        return mix(picture, colour(self.fog_colour), 1 - np.exp(-low))


@dataclass(frozen=True)
class Landscape:
    """One view, complete."""

    shape: Shape
    sky: Sky
    ground: dict[float, str]
    film: Film = field(default_factory=Film)
    camera: Camera = field(default_factory=Camera)
    relief: Relief = field(default_factory=Relief)
    sun: Sun = field(default_factory=Sun)
    air: Air = field(default_factory=Air)
    clouds: Overlay | None = None
    water: Water | None = None
    snow: float = 90.0
    grit: float = 0.25
    lights: tuple[Overlay, ...] = ()

    def paint(self, rng: Rng) -> Array:
        """Expose it."""
        clear = self.sky.paint(self.shape, self.camera.horizon)
        sky = clear
        for overlay in (*self.lights, *([self.clouds] if self.clouds else [])):
            sky = overlay.over(sky, self.camera.horizon, self.sky.sun, rng)
        height = self.relief.heights(rng, self.shape, self.camera)
        spread = POINTS / self.camera.far
        light = sunlight(height, spread, self.sun.azimuth, self.sun.low)
        if self.water:
            height = np.maximum(height, 0)
        land = Land(height, light, spread, self.relief.texture(rng), self.relief.rough)
        view = look(self.shape, self.camera, land)
        scene = view.over(sky, self.air.before(clear, self._ground(view), view, self.camera.near))
        return self.water.before(scene, sky, view, self.camera, rng) if self.water else scene

    def _ground(self, view: View) -> Array:
        tone = gradient(self.ground, view.height + view.texture * 0.15)
        snow = smoothstep(-0.3, 0.3, view.height - self.snow + view.texture * 0.2 + (view.light - 0.4) * 0.3)
        tone = mix(tone, colour("f4f6fa") * 0.9, snow)
        direct = colour(self.sun.light) * (view.light * np.float32(self.sun.strength))
        light = direct + colour(self.sun.shade) * np.float32(0.45)
        lit: Array = tone * light * (1 + np.float32(self.grit) * view.texture * (1 - snow))
        return lit
