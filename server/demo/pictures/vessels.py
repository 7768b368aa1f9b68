"""Still lifes of jars, bottles, cups and stones."""

import math

from server.demo.pictures import forms
from server.demo.pictures.film import FULL, TALL, Film
from server.demo.pictures.fruit import LINEN
from server.demo.pictures.lathe import Form
from server.demo.pictures.matter import Matter
from server.demo.pictures.stage import StillLife, Table
from server.demo.pictures.window import Thing, Window

_STRAW = Matter("8a7448", "6a5430", 0.2, 10, 1, 0.05, 0.1)


def _dried(tilt: float, long: float, x: float = 0, z: float = -0.02, foot: float = 0.4) -> tuple[Thing, ...]:
    """A poppy on its stalk, leaning out of a vase."""
    head = x + math.sin(tilt) * 0.79 * long, foot + math.cos(tilt) * 0.79 * long
    return (
        Thing(forms.STALK, _STRAW, x, z, long, foot, tilt),
        Thing(forms.POPPY, _STRAW, head[0], z, 0.62, head[1], tilt),
    )


def _glass(form: Form, tint: str, x: float, z: float, size: float) -> Thing:
    return Thing(form, Matter(tint, glass=0.94, gloss=0.7, sharp=0.9), x, z, size)


def _stone(tint: str, second: str, x: float, size: float, lift: float, tilt: float, form: Form = forms.PEBBLE) -> Thing:
    return Thing(form, Matter(tint, second, 0.25, 8, 1, 0.05, 0.1), x, 0, size, lift, tilt)


SCENES = {
    "moon-jar": StillLife(
        TALL,
        (Thing(forms.JAR, Matter("d8d4c8", "ccc4b4", 0.05, 50, 1, 0.2, 0.4), -0.02, 0, 0.9),),
        Table(Matter("8a7a68", "7a6a58", 0.1, 40, 6), Matter("b8a898", mottle=0.05, cell=150)),
        window=Window((-0.8, 0.4, 0.6), 0.012, 2.6, "ffe4c0", "8a90a0", 0.7, (0.75, 0.75, 0.5, 0.012)),
    ),
    "quiet-company": StillLife(
        TALL,
        (
            Thing(forms.FLASK, Matter("94a0a0", "84908f", 0.1, 40, 1, 0.15, 0.3), 0.06, -0.09, 1.0),
            Thing(forms.BOTTLE, Matter("d0c8b8", "c4b8a4", 0.1, 40, 1, 0.1, 0.2), -0.19, -0.05, 0.92),
            Thing(forms.JAR, Matter("b07c60", "a06c50", 0.12, 40, 1, 0.08, 0.1), 0.22, 0.04, 0.5),
            Thing(forms.CUP, Matter("b8a48c", "a08870", 0.1, 30, 2, 0.1, 0.2, within="8a7a68"), -0.05, 0.12, 0.62),
        ),
        Table(Matter("b0a08a", "a4947e", 0.1, 40, 6), Matter("bcb2a2", mottle=0.05, cell=150)),
        window=Window(wide=0.35, strength=1.8),
        level=0.66,
    ),
    "first-cup": StillLife(
        FULL,
        (
            Thing(forms.DISH, Matter("d0ccc0", mottle=0.05, gloss=0.2, sharp=0.3, within="d0ccc0"), -0.06, 0, 0.62),
            Thing(forms.TEA, Matter("d4d0c4", mottle=0.05, gloss=0.25, within="6a3410"), -0.06, 0, 0.95, 0.012),
        ),
        Table(Matter("8a6a4c", "6c4e34", 0.2, 12, 26), Matter("a89c8c", mottle=0.05), 0.6, 24),
        window=Window((-0.7, 0.45, -0.5), 0.08, 2.6, "ffdca8"),
        pitch=0.5,
        level=0.55,
    ),
    "old-glass": StillLife(
        TALL,
        (
            _glass(forms.DEMIJOHN, "7aa080", -0.06, -0.06, 0.86),
            _glass(forms.FLASK, "b08a50", 0.3, 0, 0.72),
            _glass(forms.BOTTLE, "90a8b8", -0.36, 0.03, 0.62),
        ),
        Table(Matter("a89880", "98886e", 0.15, 20, 12), Matter("d8d0c0", mottle=0.03, cell=300)),
        window=Window((-0.6, 0.5, 0.5), 0.3, 2.2),
        level=0.68,
    ),
    "seed-heads": StillLife(
        TALL,
        (
            *_dried(0.06, 0.62),
            *_dried(-0.22, 0.56),
            *_dried(0.3, 0.5),
            *_dried(-0.42, 0.4),
            *_dried(0.5, 0.36),
            Thing(forms.VASE, Matter("5c6464", "4c5656", 0.12, 40, 1, 0.2, 0.4), 0, 0, 0.72),
        ),
        Table(LINEN, Matter("c0b4a0", mottle=0.05, cell=150)),
        level=0.84,
    ),
    "balance": StillLife(
        TALL,
        (
            _stone("5c5c5c", "4c4c4c", 0, 1.2, 0, 0),
            _stone("8a8680", "7a766e", 0.02, 0.9, 0.19, 0.05),
            _stone("4c4a48", "3c3a38", -0.01, 0.7, 0.33, -0.06),
            _stone("a8a49c", "98948c", 0.005, 0.46, 0.44, 0.08),
            _stone("6c6a66", "5c5a56", 0.005, 0.36, 0.51, 0, forms.EGG),
        ),
        Table(Matter("9a968e", "8a867e", 0.12, 5, 2), Matter("b4b0a8", mottle=0.05, cell=200), edge_blur=30),
        Film(toned=True, contrast=1.15),
        Window(wide=0.4, light="ffffff", room="a0a0a0"),
        level=0.8,
    ),
}
