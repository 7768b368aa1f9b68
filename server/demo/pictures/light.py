"""Light as numbers: colours, gradients, and the film that everything is exposed on."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from server.demo.pictures.noise import Array, Rng, blur, fbm, resize

LUMINANCE = np.array([0.25, 0.63, 0.12], np.float32)
TALL, WIDE, SQUARE, CLASSIC, FULL = (1250, 1000), (837, 1488), (1120, 1120), (912, 1368), (972, 1296)
_STEPS = 2048
_BRIGHTEST = 4.0


def colour(code: str) -> Array:
    """Turn "e8c9a0" into linear light, one number a channel."""
    srgb = np.array([int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)[:, None, None]


def gradient(stops: dict[float, str], where: Array) -> Array:
    """Colour a field by stops, blended in linear light along a smooth table."""
    keys = sorted(stops)
    at = np.linspace(keys[0], keys[-1], 512, dtype=np.float32)
    colours = np.array([colour(stops[key]).ravel() for key in keys])
    table = np.stack([np.interp(at, keys, colours[:, i]) for i in range(3)])
    kernel = np.hanning(43)[1:-1]
    padded = np.pad(table, ((0, 0), (20, 20)), mode="edge")
    table = np.stack([np.convolve(row, kernel / kernel.sum(), "valid") for row in padded])
    index = np.clip((where - keys[0]) * np.float32(511 / (keys[-1] - keys[0])), 0, 511).astype(np.int16)
    return table.astype(np.float32).take(index, axis=1)


def mix(under: Array, over: Array, amount: Array | float) -> Array:
    """Lay one light over another, by a field or a number."""
    blend = np.subtract(over, under)
    blend = np.multiply(blend, amount, out=blend if blend.ndim == 3 and blend.shape[1] > 1 else None)
    blend += under
    return blend


def grid(shape: tuple[int, int]) -> tuple[Array, Array]:
    """Give every pixel's row and column as open fields (rows down, columns across), in pixels."""
    return np.arange(shape[0], dtype=np.float32)[:, None], np.arange(shape[1], dtype=np.float32)[None, :]


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
    warmth: float = 0.0

    def develop(self, scene: Array, rng: Rng) -> Image.Image:
        """Turn linear light into a photograph."""
        scene = self._lens(scene)
        if self.toned:
            return self._tintype(scene, rng)
        index = _index(scene)
        tint = np.array([1 + self.warmth, 1.0, 1 - self.warmth])
        grain = self._grain(scene.shape[1:], rng)
        plates = [_print(self._curve(float(tint[i])).take(index[i]), grain) for i in range(3)]
        return Image.merge("RGB", [Image.fromarray(plate) for plate in plates])

    def _lens(self, scene: Array) -> Array:
        height, width = scene.shape[1:]
        glow = resize(
            blur(resize(np.minimum(scene[:, ::4, ::4], 3), (height // 16, width // 16)), 1.5), (height, width)
        )
        y, x = grid((height, width))
        radius = ((y / height - 0.5) ** 2 + (x / width - 0.5) ** 2) * 2
        falloff = (1 - self.vignette * radius * (0.6 + 0.8 * radius)) * np.float32(self.exposure)
        return (scene * (1 - self.bloom) + glow * self.bloom) * falloff

    def _curve(self, gain: float) -> Array:
        light = np.linspace(0, math.sqrt(_BRIGHTEST), _STEPS) ** 2 * gain
        light = 0.18 * (light / 0.18) ** self.contrast
        shoulder = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)
        shown = np.clip(shoulder, 0, 1) ** (1 / 2.2)
        curve: Array = (255 * (self.fade + (1 - self.fade) * shown)).astype(np.float32)
        return curve

    def _tintype(self, scene: Array, rng: Rng) -> Image.Image:
        grey = self._curve(1.0).take(_index(np.tensordot(LUMINANCE, scene, 1)))
        plate = _print(grey, self._grain(scene.shape[1:], rng) * 1.3)
        tones = gradient(
            {0: "0d0a09", 0.25: "3b332d", 0.55: "857a6e", 0.8: "c9bfb0", 1: "f6efe2"}, np.linspace(0, 1, 256)
        )
        table = np.clip(tones.T, 0, 1) ** (1 / 2.2) * 255
        return Image.fromarray(table.astype(np.uint8).take(plate, axis=0))

    def _grain(self, shape: tuple[int, ...], rng: Rng) -> Array:
        fine = rng.standard_normal((shape[0], shape[1]), np.float32)
        return (fine * 1.1 + fbm(rng, (shape[0], shape[1]), 2.5) * 1.1) * np.float32(self.grain)


def _index(light: Array) -> Array:
    root = np.sqrt(np.clip(light, 0, _BRIGHTEST * 0.999))
    index: Array = (root * np.float32(_STEPS / math.sqrt(_BRIGHTEST))).astype(np.int16)
    return index


def _print(values: Array, grain: Array) -> Array:
    strength = 0.55 + values * (255 - values) * np.float32(0.9 / 16256)
    plate: Array = np.clip(values + grain * strength + 0.5, 0, 255).astype(np.uint8)
    return plate
