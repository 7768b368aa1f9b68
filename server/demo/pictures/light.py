"""Light as numbers: colours and gradients, linear, one plane a channel."""

import numpy as np

from server.demo.pictures.noise import Array, Shape


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


def grid(shape: Shape) -> tuple[Array, Array]:
    """Give every pixel's row and column as open fields (rows down, columns across), in pixels."""
    return np.arange(shape[0], dtype=np.float32)[:, None], np.arange(shape[1], dtype=np.float32)[None, :]
