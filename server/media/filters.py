"""The filters, each a few numbers, and the tables that are made of them: one for the worker and for the preview.

A table has a colour for each point of a grid through the cube of all colours; between them both sides interpolate
(trilinear). What a filter does depends on the colour alone, so that what the preview shows is what is published.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

Colour = tuple[float, float, float]
Curve = tuple[tuple[float, float], ...]

# Points along each side of the cube
GRID = 17
LUMA: Colour = (0.2126, 0.7152, 0.0722)


class Filter(NamedTuple):
    """What becomes of a colour, in this order: black and white by `weights` or else more or less `saturation`; then
    `tone`, a curve from dark to light; then `shadows` and `lights` are added to what is dark and what is light."""

    tone: Curve = ((0, 0), (1, 1))
    weights: Colour | None = None
    saturation: float = 1
    shadows: Colour = (0, 0, 0)
    lights: Colour = (0, 0, 0)


FILTERS: dict[str, Filter] = {
    # Clear and a little warm, like a bright day at its height.
    "noon": Filter(
        tone=((0, 0), (0.25, 0.24), (0.5, 0.56), (0.75, 0.82), (1, 1)),
        saturation=1.12,
        shadows=(0, 0.004, 0.012),
        lights=(0.02, 0.008, -0.025),
    ),
    # Soft and pale: negative film, exposed generously.
    "linen": Filter(
        tone=((0, 0.09), (0.25, 0.32), (0.5, 0.57), (0.75, 0.78), (1, 0.96)),
        saturation=0.78,
        shadows=(0.012, 0.008, 0.02),
        lights=(0.015, 0.005, -0.03),
    ),
    # The last hour of sun.
    "honey": Filter(
        tone=((0, 0.03), (0.25, 0.25), (0.5, 0.53), (0.75, 0.79), (1, 0.99)),
        saturation=1.02,
        shadows=(0.03, 0.002, -0.03),
        lights=(0.06, 0.02, -0.1),
    ),
    # Cool water below, warm light above.
    "harbour": Filter(
        tone=((0, 0.02), (0.25, 0.21), (0.5, 0.5), (0.75, 0.79), (1, 0.99)),
        saturation=0.92,
        shadows=(-0.05, 0.015, 0.05),
        lights=(0.045, 0.015, -0.04),
    ),
    # Slide film gone green in its shadows.
    "moss": Filter(
        tone=((0, 0.045), (0.25, 0.25), (0.5, 0.5), (0.75, 0.75), (1, 0.96)),
        saturation=0.82,
        shadows=(-0.02, 0.035, -0.015),
        lights=(0.02, 0.02, -0.045),
    ),
    # Violet, after the sun has gone.
    "dusk": Filter(
        tone=((0, 0.06), (0.25, 0.25), (0.5, 0.5), (0.75, 0.77), (1, 0.97)),
        saturation=0.9,
        shadows=(0.035, -0.025, 0.07),
        lights=(0.04, -0.005, 0.01),
    ),
    # Hard and nearly without colour: the bleach was left out.
    "cinder": Filter(
        tone=((0, 0), (0.25, 0.16), (0.5, 0.5), (0.75, 0.84), (1, 1)),
        saturation=0.42,
        shadows=(-0.005, 0.005, 0.015),
        lights=(0.012, 0.008, -0.01),
    ),
    # Black and white as the eye weighs colours.
    "silver": Filter(
        tone=((0, 0.01), (0.25, 0.22), (0.5, 0.51), (0.75, 0.8), (1, 1)),
        weights=(0.3, 0.59, 0.11),
    ),
    # Black and white behind a red glass: dark skies, bright skin.
    "soot": Filter(
        tone=((0, 0), (0.25, 0.15), (0.5, 0.48), (0.75, 0.85), (1, 1)),
        weights=(0.78, 0.3, -0.08),
    ),
    # Collodion on black iron: it sees blue and hardly any red; no white, only silver, and lacquer for black.
    "tintype": Filter(
        tone=((0, 0.055), (0.25, 0.2), (0.5, 0.5), (0.75, 0.74), (1, 0.87)),
        weights=(0.02, 0.36, 0.62),
        shadows=(0.022, 0.004, -0.016),
        lights=(0.012, 0, -0.035),
    ),
    # Prussian blue on paper.
    "cyanotype": Filter(
        tone=((0, 0.14), (0.25, 0.31), (0.5, 0.54), (0.75, 0.77), (1, 0.95)),
        weights=(0.25, 0.6, 0.15),
        shadows=(-0.14, 0.02, 0.22),
        lights=(-0.02, 0.005, 0.01),
    ),
}


@cache
def table(slug: str) -> bytes:
    """The colours of a filter's grid in 8 bits each, red changing first. Raises KeyError."""
    made = FILTERS[slug]
    tone = _through(made.tone)
    steps = [step / (GRID - 1) for step in range(GRID)]
    colours = ((red, green, blue) for blue in steps for green in steps for red in steps)
    return bytes(round(255 * min(1, max(0, channel))) for colour in colours for channel in _changed(made, tone, colour))


@cache
def digest(slug: str) -> str:
    """Names the bytes of a table."""
    return hashlib.sha256(table(slug)).hexdigest()[:16]


def with_strength(slug: str, strength: float) -> list[float]:
    """A filter's table as numbers from 0 to 1, mixed with the colours as they were: `strength` percent of it."""
    part, step = strength / 100, 1 / (GRID - 1)
    grid = (channel * step for b in range(GRID) for g in range(GRID) for r in range(GRID) for channel in (r, g, b))
    return [was * (1 - part) + made / 255 * part for was, made in zip(grid, table(slug), strict=True)]


def _changed(made: Filter, tone: Callable[[float], float], colour: Colour) -> list[float]:
    luma = _sum(LUMA, colour)
    if made.weights:
        colour = (_sum(made.weights, colour),) * 3
    else:
        colour = tuple(luma + (channel - luma) * made.saturation for channel in colour)  # type: ignore[assignment]
    toned = [tone(min(1, max(0, channel))) for channel in colour]
    light = min(1, max(0, _sum(LUMA, toned)))
    pairs = zip(toned, made.shadows, made.lights, strict=True)
    return [channel + shadow * (1 - light) ** 2 + lit * light**2 for channel, shadow, lit in pairs]


def _sum(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def _through(points: Curve) -> Callable[[float], float]:
    """A smooth curve through the points (Catmull-Rom)."""
    xs, ys = zip(*points, strict=True)
    last = len(xs) - 1
    slopes = [
        (ys[min(at + 1, last)] - ys[max(at - 1, 0)]) / (xs[min(at + 1, last)] - xs[max(at - 1, 0)])
        for at in range(last + 1)
    ]

    def curve(x: float) -> float:
        at = next(at for at in range(last) if x <= xs[at + 1])
        width = xs[at + 1] - xs[at]
        t = (x - xs[at]) / width
        return float(
            (2 * t**3 - 3 * t**2 + 1) * ys[at]
            + (t**3 - 2 * t**2 + t) * width * slopes[at]
            + (3 * t**2 - 2 * t**3) * ys[at + 1]
            + (t**3 - t**2) * width * slopes[at + 1]
        )

    return curve
