"""The outlines of people from behind: shoulders, and how they wear their hair."""

import math

import numpy as np
from PIL import Image, ImageDraw

from server.demo.pictures.noise import Array, Rng

Points = list[tuple[float, float]]
SIDE = 400
_FINER = 3  # drawn larger, then reduced, for smooth edges

_NECK: Points = [(0.445, 0.45), (0.44, 0.58), (0.38, 0.66), (0.62, 0.66), (0.56, 0.58), (0.555, 0.45)]
_CLOTH: Points = [
    (0.445, 0.6), (0.4, 0.625), (0.24, 0.68), (0.15, 0.76), (0.1, 0.9), (0.08, 1.4), (0.92, 1.4), (0.9, 0.9),
    (0.85, 0.76), (0.76, 0.68), (0.6, 0.625), (0.555, 0.6), (0.5, 0.612),
]  # fmt: skip
_CROP: Points = [
    (0.5, 0.226), (0.565, 0.235), (0.61, 0.275), (0.63, 0.35), (0.622, 0.44), (0.598, 0.5), (0.56, 0.54), (0.5, 0.55),
    (0.44, 0.54), (0.402, 0.5), (0.378, 0.44), (0.37, 0.35), (0.39, 0.275), (0.435, 0.235),
]  # fmt: skip
_LONG: Points = [
    (0.5, 0.225), (0.6, 0.24), (0.645, 0.34), (0.65, 0.5), (0.685, 0.64), (0.67, 0.78), (0.6, 0.86), (0.55, 0.83),
    (0.49, 0.87), (0.41, 0.84), (0.34, 0.77), (0.325, 0.63), (0.35, 0.5), (0.355, 0.34), (0.4, 0.24),
]  # fmt: skip
_BOB: Points = [
    (0.5, 0.228), (0.6, 0.24), (0.65, 0.34), (0.668, 0.5), (0.66, 0.6), (0.58, 0.622), (0.5, 0.615), (0.42, 0.625),
    (0.34, 0.6), (0.332, 0.5), (0.35, 0.34), (0.4, 0.24),
]  # fmt: skip
_TAIL: Points = [(0.47, 0.38), (0.53, 0.38), (0.56, 0.5), (0.575, 0.68), (0.545, 0.84), (0.51, 0.86), (0.475, 0.7)]
_HAT: Points = [
    (0.22, 0.4), (0.36, 0.352), (0.385, 0.22), (0.44, 0.178), (0.5, 0.19), (0.56, 0.178), (0.615, 0.22), (0.64, 0.352),
    (0.78, 0.4), (0.66, 0.428), (0.5, 0.438), (0.34, 0.428),
]  # fmt: skip
_SCARF: Points = [
    (0.5, 0.222), (0.6, 0.24), (0.65, 0.36), (0.645, 0.52), (0.7, 0.64), (0.82, 0.74), (0.66, 0.86), (0.5, 0.97),
    (0.34, 0.86), (0.18, 0.74), (0.3, 0.64), (0.355, 0.52), (0.35, 0.36), (0.4, 0.24),
]  # fmt: skip
_KNIT: Points = [
    (0.5, 0.195), (0.57, 0.205), (0.62, 0.25), (0.648, 0.34), (0.65, 0.43), (0.5, 0.45), (0.35, 0.43), (0.352, 0.34),
    (0.38, 0.25), (0.43, 0.205),
]  # fmt: skip


def body() -> Array:
    """Shoulders and back, clothed."""
    return _filled([_CLOTH])


def neck(ears: bool) -> Array:
    """The neck, and ears where the hair leaves them free."""
    return _filled([_NECK, *([_disc(0.376, 0.43, 0.02), _disc(0.624, 0.43, 0.02)] if ears else [])])


def hair(style: str, rng: Rng) -> list[Array]:
    """The head from behind: its hair, then what is worn over it."""
    over = {"hat": _HAT, "scarf": _SCARF, "knit": _KNIT}.get(style)
    worn = {
        "curls": [_CROP, *(_curl(rng) for _ in range(110))],
        "bun": [_CROP, _disc(0.5, 0.235, 0.06)],
        "low bun": [_CROP, _disc(0.5, 0.52, 0.062)],
        "tail": [_CROP, _TAIL],
        "long": [_LONG],
        "bob": [_BOB],
    }.get(style, [_CROP])
    return [_filled(worn), *([_filled([over])] if over else [])]


def _curl(rng: Rng) -> Points:
    angle, away = rng.uniform(-0.7, math.pi + 0.7), rng.uniform(0.06, 0.19)
    return _disc(0.5 + math.cos(angle) * away * 0.9, 0.39 - math.sin(angle) * away, rng.uniform(0.02, 0.042))


def _disc(x: float, y: float, radius: float) -> Points:
    angles = np.linspace(0, 2 * math.pi, 12, endpoint=False)
    return [(x + math.cos(angle) * radius, y + math.sin(angle) * radius) for angle in angles]


def _filled(outlines: list[Points]) -> Array:
    picture = Image.new("L", (SIDE * _FINER, SIDE * _FINER))
    draw = ImageDraw.Draw(picture)
    for points in outlines:
        draw.polygon([(x * SIDE * _FINER, y * SIDE * _FINER) for x, y in _rounded(points)], fill=255)
    return np.asarray(picture.reduce(_FINER), np.float32) / 255


def _rounded(points: Points) -> Points:
    """Cut every corner, three times."""
    line = np.array(points)
    for _ in range(3):
        after = np.roll(line, -1, axis=0)
        line = np.stack([0.75 * line + 0.25 * after, 0.25 * line + 0.75 * after], axis=1).reshape(-1, 2)
    return [(float(x), float(y)) for x, y in line]
