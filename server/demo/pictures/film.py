"""The film that every scene is exposed on: its curve, its grain, and the lens before it."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from server.demo.pictures.light import gradient, grid
from server.demo.pictures.noise import Array, Rng, blur, fbm, resize

TALL, WIDE, SQUARE, CLASSIC, FULL = (1250, 1000), (837, 1488), (1120, 1120), (912, 1368), (972, 1296)
_LUMINANCE = np.array([0.25, 0.63, 0.12], np.float32)
_PLATE = {0: "0d0a09", 0.25: "3b332d", 0.55: "857a6e", 0.8: "c9bfb0", 1: "f6efe2"}
_STEPS = 2048
_BRIGHTEST = 4.0


@dataclass(frozen=True)
class Film:
    """How a scene is developed."""

    exposure: float = 1.0
    contrast: float = 1.08
    grain: float = 1.0
    bloom: float = 0.12
    vignette: float = 0.35
    fade: float = 0.02
    toned: bool = False

    def develop(self, scene: Array, rng: Rng) -> Image.Image:
        """Turn linear light into a photograph."""
        scene = self._lens(scene)
        if self.toned:
            return self._tintype(scene, rng)
        values, grain = self._curve().take(_index(scene)), self._grain(scene.shape[1:], rng)
        plates = [_print(channel, grain) for channel in values]
        return Image.merge("RGB", [Image.fromarray(plate) for plate in plates])

    def _lens(self, scene: Array) -> Array:
        height, width = scene.shape[1:]
        small = blur(resize(np.minimum(scene[:, ::4, ::4], 3), (height // 16, width // 16)), 1.5)
        glow = resize(small, (height, width))
        y, x = grid((height, width))
        radius = ((y / height - 0.5) ** 2 + (x / width - 0.5) ** 2) * 2
        falloff = (1 - self.vignette * radius * (0.6 + 0.8 * radius)) * np.float32(self.exposure)
        seen: Array = (scene * (1 - self.bloom) + glow * self.bloom) * falloff
        return seen

    def _curve(self) -> Array:
        light = np.linspace(0, math.sqrt(_BRIGHTEST), _STEPS) ** 2
        light = 0.18 * (light / 0.18) ** self.contrast
        shoulder = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)
        shown = np.clip(shoulder, 0, 1) ** (1 / 2.2)
        curve: Array = (255 * (self.fade + (1 - self.fade) * shown)).astype(np.float32)
        return curve

    def _tintype(self, scene: Array, rng: Rng) -> Image.Image:
        grey = self._curve().take(_index(np.tensordot(_LUMINANCE, scene, 1)))
        plate = _print(grey, self._grain(scene.shape[1:], rng) * 1.3)
        tones = gradient(_PLATE, np.linspace(0, 1, 256))
        table = np.clip(tones.T, 0, 1) ** (1 / 2.2) * 255
        return Image.fromarray(table.astype(np.uint8).take(plate, axis=0))

    def _grain(self, shape: tuple[int, ...], rng: Rng) -> Array:
        fine = rng.standard_normal((shape[0], shape[1]), np.float32)
        grain: Array = (fine * 1.25 + fbm(rng, (shape[0], shape[1]), 2.5) * 0.6) * np.float32(self.grain)
        return grain


def _index(light: Array) -> Array:
    root = np.sqrt(np.clip(light, 0, _BRIGHTEST * 0.999))
    index: Array = (root * np.float32(_STEPS / math.sqrt(_BRIGHTEST))).astype(np.int16)
    return index


def _print(values: Array, grain: Array) -> Array:
    strength = 0.55 + values * (255 - values) * np.float32(0.9 / 16256)
    plate: Array = np.clip(values + grain * strength + 0.5, 0, 255).astype(np.uint8)
    return plate
