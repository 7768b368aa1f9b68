"""Still lifes of fruit, by a window."""

from server.demo.pictures import forms
from server.demo.pictures.film import CLASSIC, FULL, SQUARE, Film
from server.demo.pictures.lathe import Form
from server.demo.pictures.matter import Matter
from server.demo.pictures.stage import StillLife, Table
from server.demo.pictures.window import Thing, Window

OAK = Matter("6a4a32", "3c2818", 0.3, 14, 30)
LINEN = Matter("c0b6a6", "b0a696", 0.08, 5, 2)
_SLATE = Matter("3c4044", "34383c", 0.12, 30, 3)
_TWIG = Matter("4a3420", "2c1e12", 0.2, 10, 1, 0.05, 0.1)
_EGGSHELL = Matter("d8d0c4", "ccc4b8", 0.06, 6, 1, 0.06, 0.2)


def _stemmed(fruit: Form, top: float, x: float, z: float, size: float, skin: Matter, lean: float) -> tuple[Thing, ...]:
    return Thing(fruit, skin, x, z, size), Thing(forms.STEM, _TWIG, x, z + 0.0001, size * 0.9, top * size, lean)


def _pear(x: float, z: float, size: float, tint: str, second: str, lean: float) -> tuple[Thing, ...]:
    return _stemmed(forms.PEAR, 0.405, x, z, size, Matter(tint, second, 0.22, 9, 1, 0.16, 0.35), lean)


def _apple(x: float, z: float, size: float, tint: str, second: str, lean: float) -> tuple[Thing, ...]:
    return _stemmed(forms.APPLE, 0.22, x, z, size, Matter(tint, second, 0.28, 50, 0.15, 0.2, 0.4), lean)


def _orange(x: float, z: float, size: float, tint: str) -> Thing:
    return Thing(forms.ORANGE, Matter(tint, "d86a10", 0.12, 8, 1, 0.22, 0.4), x, z, size)


def _lemon(x: float, z: float, size: float, lift: float, tilt: float) -> Thing:
    return Thing(forms.LEMON, Matter("e0b820", "d8a818", 0.08, 6, 1, 0.2, 0.4), x, z, size, lift, tilt)


def _plum(x: float, z: float, size: float, tilt: float, lift: float = 0.02) -> Thing:
    return Thing(forms.PLUM, Matter("2c1830", "382440", 0.2, 60, 1, 0.14, 0.35), x, z, size, lift, tilt)


def _egg(x: float, z: float, lift: float, tilt: float) -> Thing:
    return Thing(forms.EGG, _EGGSHELL, x, z, 0.68, lift, tilt)


SCENES = {
    "three-pears": StillLife(
        CLASSIC,
        (
            *_pear(0.16, -0.05, 0.66, "94963c", "7a7028", 0.1),
            *_pear(-0.14, 0.02, 0.62, "b4a03c", "8a7a28", 0.2),
            *_pear(0.03, 0.1, 0.56, "a8923c", "9a6030", -0.3),
        ),
        Table(OAK, Matter("4a463e", mottle=0.1, cell=200)),
        level=0.66,
    ),
    "lemons-and-blue": StillLife(
        SQUARE,
        (
            _lemon(-0.15, -0.08, 0.62, 0.13, 0.9),
            Thing(forms.BOWL, Matter("3c5a7a", "2c4a6a", 0.1, 40, 1, 0.35, 0.6, within="a8b0b4"), -0.08, -0.05, 0.85),
            _lemon(0.08, 0.17, 0.66, 0.075, 1.35),
        ),
        Table(LINEN, Matter("8a9498", mottle=0.05, cell=150)),
        window=Window(wide=0.3),
    ),
    "oranges": StillLife(
        FULL,
        (
            Thing(forms.BOTTLE, Matter("8ab09a", glass=0.9, gloss=0.8, sharp=0.9), 0.16, -0.1, 0.72),
            _orange(-0.2, 0, 0.58, "e07a14"),
            _orange(-0.02, 0.08, 0.55, "e08418"),
        ),
        Table(LINEN, Matter("6a7a84", mottle=0.05, cell=150)),
        window=Window((-0.8, 0.6, 0.1), 0.05, 2.4),
        level=0.72,
    ),
    "plums-at-night": StillLife(
        SQUARE,
        (
            Thing(forms.DISH, Matter("6a6e70", "5c6062", 0.1, 40, 1, 0.3, 0.4, within="6a6e70"), 0, 0, 0.9),
            _plum(0.1, -0.09, 0.68, -0.2),
            _plum(-0.12, -0.06, 0.7, 0.2),
            _plum(-0.01, 0.0, 0.74, 0.1),
            _plum(0.16, 0.04, 0.68, 0.3),
            _plum(-0.17, 0.09, 0.66, -0.25),
        ),
        Table(_SLATE, Matter("34363a", mottle=0.1, cell=200)),
        window=Window(wide=0.2, strength=3, fill=0.6),
        pitch=0.34,
        level=0.58,
    ),
    "five-eggs": StillLife(
        CLASSIC,
        (
            _egg(-0.125, -0.04, 0, 0.12),
            _egg(0.15, -0.02, 0, -0.1),
            _egg(-0.325, 0.03, 0.045, 1.2),
            _egg(0.275, 0.06, 0.05, 1.1),
            _egg(0.025, 0.1, 0.05, -1.35),
        ),
        Table(Matter("6a6a6a", "5c5c5c", 0.1, 5, 2), Matter("4a4a4a", mottle=0.06, cell=200)),
        Film(toned=True, contrast=1.25),
        Window((-0.9, 0.32, 0.15), 0.06, 3, "ffffff", "a0a0a0", 0.35),
        level=0.62,
    ),
    "windfall": StillLife(
        SQUARE,
        (
            *_apple(-0.17, -0.04, 0.72, "8e2018", "983420", 0.3),
            *_apple(0.12, 0.05, 0.76, "962a1c", "a04a26", -0.25),
        ),
        Table(OAK, Matter("5a6054", mottle=0.1, cell=200)),
        window=Window((-0.8, 0.4, 0.5), 0.015, 2.6, "ffd8a0", "7a88a0", 0.8, (0.66, 0.72, 0.45, 0.012)),
        level=0.64,
    ),
}
