"""Still lifes: quiet things on a table, by a window."""

from server.demo.pictures import forms
from server.demo.pictures.light import CLASSIC, FULL, SQUARE, TALL, Film
from server.demo.pictures.stage import Matter, StillLife, Table, Thing, Window

_TWIG = Matter("4a3420", "2c1e12", 0.2, 10, 1, 0.05, 0.1)
_STRAW = Matter("8a7448", "6a5430", 0.2, 10, 1, 0.05, 0.1)
_OAK = Matter("6a4a32", "3c2818", 0.3, 14, 30)
_LINEN = Matter("c0b6a6", "b0a696", 0.08, 5, 2)
_SLATE = Matter("3c4044", "34383c", 0.12, 30, 3)


def _stemmed(form: str, x: float, z: float, size: float, skin: Matter, lean: float) -> tuple[Thing, ...]:
    fruit, top = {"pear": (forms.PEAR, 0.405), "apple": (forms.APPLE, 0.22)}[form]
    return Thing(fruit, skin, x, z, size), Thing(forms.STEM, _TWIG, x, z + 0.0001, size * 0.9, top * size, lean)


def _dried(x: float, z: float, foot: float, tilt: float, long: float) -> tuple[Thing, ...]:
    """A poppy on its stalk, leaning out of a vase."""
    import math

    head = x + math.sin(tilt) * 0.79 * long, foot + math.cos(tilt) * 0.79 * long
    return (
        Thing(forms.STALK, _STRAW, x, z, long, foot, tilt),
        Thing(forms.POPPY, _STRAW, head[0], z + 0.0001, 0.62, head[1], tilt),
    )


def _pear_skin(tint: str, second: str) -> Matter:
    return Matter(tint, second, 0.22, 9, 1, 0.16, 0.35)


SCENES = {
    "three-pears": StillLife(
        CLASSIC,
        (
            *_stemmed("pear", -0.14, 0.02, 0.62, _pear_skin("b4a03c", "8a7a28"), 0.2),
            *_stemmed("pear", 0.03, 0.1, 0.56, _pear_skin("a8923c", "9a6030"), -0.3),
            *_stemmed("pear", 0.16, -0.05, 0.66, _pear_skin("94963c", "7a7028"), 0.1),
        ),
        table=Table(_OAK, Matter("4a463e", mottle=0.1, cell=200)),
        level=0.66,
    ),
    "moon-jar": StillLife(
        TALL,
        (Thing(forms.JAR, Matter("d8d4c8", "ccc4b4", 0.05, 50, 1, 0.2, 0.4), -0.02, 0, 0.9),),
        table=Table(Matter("8a7a68", "7a6a58", 0.1, 40, 6), Matter("b8a898", mottle=0.05, cell=150)),
        window=Window((-0.8, 0.4, 0.6), 0.012, 2.6, "ffe4c0", "8a90a0", 0.7, (0.75, 0.75, 0.5, 0.012)),
    ),
    "lemons-and-blue": StillLife(
        SQUARE,
        (
            Thing(forms.BOWL, Matter("3c5a7a", "2c4a6a", 0.1, 40, 1, 0.35, 0.6, within="a8b0b4"), -0.08, -0.05, 0.85),
            Thing(forms.LEMON, Matter("e0b820", "d8a818", 0.08, 6, 1, 0.2, 0.4), -0.15, -0.08, 0.62, 0.13, 0.9),
            Thing(forms.LEMON, Matter("e0b820", "d8b020", 0.08, 6, 1, 0.2, 0.4), 0.08, 0.17, 0.66, 0.075, 1.35),
        ),
        table=Table(_LINEN, Matter("8a9498", mottle=0.05, cell=150)),
        window=Window(wide=0.3),
    ),
    "oranges": StillLife(
        FULL,
        (
            Thing(forms.ORANGE, Matter("e07a14", "d86a10", 0.12, 8, 1, 0.22, 0.4), -0.2, 0, 0.58),
            Thing(forms.ORANGE, Matter("e08418", "d87010", 0.12, 8, 1, 0.22, 0.4), -0.02, 0.08, 0.55),
            Thing(forms.BOTTLE, Matter("8ab09a", glass=0.9, gloss=0.8, sharp=0.9), 0.16, -0.1, 0.72),
        ),
        table=Table(_LINEN, Matter("6a7a84", mottle=0.05, cell=150)),
        window=Window((-0.8, 0.6, 0.1), 0.05, 2.4),
        level=0.72,
    ),
    "quiet-company": StillLife(
        TALL,
        (
            Thing(forms.BOTTLE, Matter("d0c8b8", "c4b8a4", 0.1, 40, 1, 0.1, 0.2), -0.19, -0.05, 0.92),
            Thing(forms.FLASK, Matter("94a0a0", "84908f", 0.1, 40, 1, 0.15, 0.3), 0.06, -0.09, 1.0),
            Thing(forms.JAR, Matter("b07c60", "a06c50", 0.12, 40, 1, 0.08, 0.1), 0.22, 0.04, 0.5),
            Thing(forms.CUP, Matter("b8a48c", "a08870", 0.1, 30, 2, 0.1, 0.2, within="8a7a68"), -0.05, 0.12, 0.62),
        ),
        table=Table(Matter("b0a08a", "a4947e", 0.1, 40, 6), Matter("bcb2a2", mottle=0.05, cell=150)),
        window=Window(wide=0.35, strength=1.8),
        level=0.66,
    ),
    "plums-at-night": StillLife(
        SQUARE,
        (
            Thing(forms.DISH, Matter("6a6e70", "5c6062", 0.1, 40, 1, 0.3, 0.4, within="6a6e70"), 0, 0, 0.8),
            *(
                Thing(forms.PLUM, Matter("3a2038", "4a3450", 0.25, 44, 1, 0.12, 0.35), x, z, s, y, t)
                for x, z, s, y, t in (
                    (-0.13, -0.05, 0.62, 0.02, 0.2),
                    (0.1, -0.08, 0.6, 0.02, -0.2),
                    (-0.02, 0.02, 0.66, 0.02, 0.1),
                    (0.17, 0.04, 0.6, 0.02, 0.3),
                    (-0.18, 0.08, 0.58, 0.02, -0.25),
                    (0.02, -0.045, 0.6, 0.125, 0.1),
                )
            ),
        ),
        table=Table(_SLATE, Matter("34363a", mottle=0.1, cell=200)),
        window=Window(wide=0.2, strength=2.8, fill=0.5),
        pitch=0.32,
        level=0.62,
    ),
    "first-cup": StillLife(
        FULL,
        (
            Thing(forms.DISH, Matter("d0ccc0", mottle=0.05, gloss=0.2, sharp=0.3, within="d0ccc0"), -0.06, 0, 0.62),
            Thing(
                forms.TEA, Matter("d4d0c4", mottle=0.05, gloss=0.25, sharp=0.5, within="6a3410"), -0.06, 0, 0.95, 0.012
            ),
        ),
        table=Table(Matter("8a6a4c", "6c4e34", 0.2, 12, 26), Matter("a89c8c", mottle=0.05), back=0.6, edge_blur=24),
        window=Window((-0.7, 0.45, -0.5), 0.08, 2.6, "ffdca8"),
        pitch=0.5,
        level=0.55,
    ),
    "old-glass": StillLife(
        TALL,
        (
            Thing(forms.DEMIJOHN, Matter("7aa080", glass=0.94, gloss=0.7, sharp=0.9), -0.08, -0.1, 1.0),
            Thing(forms.FLASK, Matter("b08a50", glass=0.94, gloss=0.7, sharp=0.9), 0.2, 0.0, 0.72),
            Thing(forms.BOTTLE, Matter("90a8b8", glass=0.94, gloss=0.7, sharp=0.9), -0.25, 0.06, 0.62),
        ),
        table=Table(Matter("a89880", "98886e", 0.15, 20, 12), Matter("d8d0c0", mottle=0.03, cell=300)),
        window=Window((-0.6, 0.5, 0.5), 0.3, 2.2),
        level=0.68,
    ),
    "five-eggs": StillLife(
        CLASSIC,
        tuple(
            Thing(forms.EGG, Matter("d8d0c4", "ccc4b8", 0.06, 6, 1, 0.06, 0.2), x * 1.25, z, 0.68, y, t)
            for x, z, y, t in (
                (-0.26, 0.03, 0.045, 1.2),
                (-0.1, -0.04, 0, 0.12),
                (0.02, 0.1, 0.05, -1.35),
                (0.12, -0.02, 0, -0.1),
                (0.22, 0.06, 0.05, 1.1),
            )
        ),
        Film(toned=True, contrast=1.25),
        Window((-0.9, 0.32, 0.15), 0.06, 3, "ffffff", "a0a0a0", 0.35),
        Table(Matter("6a6a6a", "5c5c5c", 0.1, 5, 2), Matter("4a4a4a", mottle=0.06, cell=200)),
        level=0.62,
    ),
    "seed-heads": StillLife(
        TALL,
        (
            *_dried(0, -0.02, 0.4, 0.06, 0.62),
            *_dried(0, -0.02, 0.4, -0.22, 0.56),
            *_dried(0, -0.02, 0.4, 0.3, 0.5),
            *_dried(0, -0.02, 0.4, -0.42, 0.4),
            *_dried(0, -0.02, 0.4, 0.5, 0.36),
            Thing(forms.VASE, Matter("5c6464", "4c5656", 0.12, 40, 1, 0.2, 0.4), 0, 0, 0.72),
        ),
        table=Table(_LINEN, Matter("c0b4a0", mottle=0.05, cell=150)),
        window=Window(wide=0.2),
        level=0.84,
    ),
    "balance": StillLife(
        TALL,
        (
            Thing(forms.PEBBLE, Matter("5c5c5c", "4c4c4c", 0.25, 8, 1, 0.05, 0.1), 0, 0, 1.2),
            Thing(forms.PEBBLE, Matter("8a8680", "7a766e", 0.25, 8, 1, 0.05, 0.1), 0.02, 0, 0.9, 0.19, 0.05),
            Thing(forms.PEBBLE, Matter("4c4a48", "3c3a38", 0.25, 8, 1, 0.05, 0.1), -0.01, 0, 0.7, 0.33, -0.06),
            Thing(forms.PEBBLE, Matter("a8a49c", "98948c", 0.25, 8, 1, 0.05, 0.1), 0.005, 0, 0.46, 0.44, 0.08),
            Thing(forms.EGG, Matter("6c6a66", "5c5a56", 0.25, 8, 1, 0.05, 0.1), 0.005, 0, 0.36, 0.51, 0.0),
        ),
        Film(toned=True, contrast=1.15),
        Window(wide=0.4, light="ffffff", room="a0a0a0"),
        Table(Matter("9a968e", "8a867e", 0.12, 5, 2), Matter("b4b0a8", mottle=0.05, cell=200), edge_blur=30),
        level=0.8,
    ),
    "windfall": StillLife(
        SQUARE,
        (
            *_stemmed("apple", -0.17, -0.04, 0.72, Matter("8e2018", "a04a24", 0.3, 40, 0.15, 0.2, 0.4), 0.3),
            *_stemmed("apple", 0.12, 0.05, 0.76, Matter("9a2a1c", "a8682c", 0.25, 40, 0.15, 0.2, 0.4), -0.25),
        ),
        table=Table(_OAK, Matter("5a6054", mottle=0.1, cell=200)),
        window=Window((-0.8, 0.4, 0.5), 0.015, 2.6, "ffd8a0", "7a88a0", 0.8, (0.66, 0.72, 0.45, 0.012)),
        level=0.64,
    ),
}
