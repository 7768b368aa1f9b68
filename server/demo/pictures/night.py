"""Nights: stars, moons and auroras over dark land."""

from server.demo.pictures.film import CLASSIC, FULL, SQUARE, TALL, WIDE, Film
from server.demo.pictures.landscape import Air, Landscape, Sun
from server.demo.pictures.moon import Moon
from server.demo.pictures.relief import Relief
from server.demo.pictures.sky import Clouds, Sky
from server.demo.pictures.stars import Aurora, MilkyWay, Stars, Trails
from server.demo.pictures.terrain import Camera
from server.demo.pictures.water import Water

_DARK = {-6.0: "0a0c10", 4.0: "12151a"}
_PUSHED = Film(grain=1.8, bloom=0.08, vignette=0.45)

SCENES = {
    "galaxy": Landscape(
        TALL,
        Sky({0: "3c4a56", 0.1: "27344a", 0.35: "131c30", 0.8: "0a1020"}, (0.2, 0.8), "d8a870", 0.1),
        _DARK,
        _PUSHED,
        Camera(0, 1.2, 0.78, 10),
        Relief(0.04, 120, 0.03, 0.5, 0.05),
        Sun("405070", "203048", 0.3),
        Air("1c2838", 0.02),
        lights=(MilkyWay(), Stars()),
    ),
    "turning": Landscape(
        FULL,
        Sky({0: "7a6a60", 0.12: "3c4660", 0.4: "1a2644", 0.8: "101a34"}, (0.8, 0.85), "ffb070", 0.12),
        _DARK,
        _PUSHED,
        Camera(0, 1.2, 0.8, 10),
        Relief(0.04, 100, 0.02, 0.5, 0.07),
        Sun("405070", "203048", 0.2),
        Air("283040", 0.01),
        lights=(Trails((0.36, 0.42)),),
    ),
    "full-moon": Landscape(
        SQUARE,
        Sky({0: "0c0c0e", 1: "08080a"}, strength=0),
        _DARK,
        Film(toned=True, grain=1.2, bloom=0.06, contrast=1.15),
        Camera(0, 1.2, 1.0, 10),
        Relief(0, 120, -0.5, rough=0),
        lights=(Moon((0.5, 0.5), 0.4, 0.5, strength=0.62, tilt=-0.35),),
    ),
    "crescent": Landscape(
        TALL,
        Sky({0: "f0a870", 0.08: "d89078", 0.25: "7c7898", 0.55: "2c4474", 0.9: "142450"}, (0.4, 0.86), strength=0.25),
        _DARK,
        Film(grain=1.2),
        Camera(0, 1.6, 0.84, 10),
        Relief(0.03, 80, 0.01, 0.5, 0.05),
        Sun("403030", "202838", 0.2),
        Air("806468", 0.014),
        lights=(Stars(160, 0.5), Moon((0.62, 0.36), 0.035, 2.35, strength=1.6, tilt=1.0, earthshine=0.07)),
    ),
    "curtain-call": Landscape(
        WIDE,
        Sky({0: "1c3c48", 0.2: "122838", 0.6: "0a1424"}, (0.3, 0.5), "60e0a0", 0.06),
        {0: "10151a", 4: "2a3038"},
        _PUSHED,
        Camera(1, 1.1, 0.62, 4),
        Relief(0.05, 120, rough=0.02, kind="islands", sunk=0.3),
        Sun("70d8a0", "18303c", 0.5),
        Air("14303a", 0.02),
        lights=(Stars(1400, 0.8), Aurora(strength=0.4)),
        water=Water(0.02, deep="04090c"),
        snow=2.6,
    ),
    "violet-curtain": Landscape(
        TALL,
        Sky({0: "3c4868", 0.2: "222c50", 0.7: "0c1230"}, (0.3, 0.5), strength=0.0),
        {-5: "303848", 4: "3a4252"},
        _PUSHED,
        Camera(0, 1.3, 0.7, 12),
        Relief(0.08, 140, 0.03, 0.5, 0.02),
        Sun("90c0b0", "384870", 0.5),
        Air("2c3658", 0.008),
        lights=(Stars(1600, 0.8), Aurora((0.55, 0.42), ("70e8b0", "c060d0"), 0.42)),
        snow=-4,
    ),
    "two-skies": Landscape(
        CLASSIC,
        Sky({0: "4c5868", 0.12: "2a3850", 0.5: "121a30"}, (0.7, 0.5), "ffc890", 0.08),
        {0: "0a0c10", 4: "14171c"},
        _PUSHED,
        Camera(1, 1.2, 0.55, 4),
        Relief(0.05, 100, rough=0.06, kind="islands", sunk=0.4),
        Sun("405070", "203048", 0.2),
        Air("283444", 0.02),
        lights=(MilkyWay((0.6, 0.3), -0.9, 0.15, 0.24), Stars(2000)),
        water=Water(0.006, deep="05080c"),
    ),
    "harvest-moon": Landscape(
        SQUARE,
        Sky({0: "a87060", 0.15: "7a6078", 0.4: "444c74", 0.8: "242c50"}, (0.6, 0.5), strength=0),
        {-6: "14161c", 4: "20222a"},
        Film(grain=1.3),
        Camera(0, 3.2, 0.7, 14),
        Relief(0.02, 50, 0, 0.5, 0.05),
        Sun("806058", "303850", 0.3),
        Air("6a5868", 0.02),
        Clouds(0.4, 0.5, "b07868", "4a4060", 0.7, height=0.1),
        lights=(Moon((0.6, 0.48), 0.13, 0.15, "ffc070", 1.1),),
    ),
}
