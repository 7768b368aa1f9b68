"""Open country: dunes, fields and snow under a wide sky."""

from server.demo.pictures.film import CLASSIC, FULL, SQUARE, TALL, WIDE, Film
from server.demo.pictures.landscape import Air, Landscape, Sun
from server.demo.pictures.relief import Relief
from server.demo.pictures.sky import Clouds, Sky
from server.demo.pictures.terrain import Camera

SCENES = {
    "last-dune": Landscape(
        TALL,
        Sky({0: "f0d0b0", 0.15: "d8b8b0", 0.4: "98a4c0", 0.8: "6080b0"}, (0.2, 0.35), strength=0.2),
        {-9: "c88850", 4: "d09860"},
        Film(contrast=1.15),
        Camera(0, 1.4, 0.36, 9),
        Relief(0.04, 190, 0.0, 0.34, 0.004, "dunes", grain="ripples"),
        Sun("ffc888", "5a6a9a", 2.2, (0.25, -0.95), 0.28),
        Air("d8b0a0", 0.012),
        grit=0.05,
    ),
    "silver-dunes": Landscape(
        CLASSIC,
        Sky({0: "b0b0b0", 0.3: "707070", 0.6: "404040"}, (0.8, 0.2), strength=0.1),
        {-9: "909090", 4: "a0a0a0"},
        Film(toned=True, contrast=1.4),
        Camera(0, 1.8, 0.3, 9),
        Relief(0.03, 160, 0.0, 0.5, 0.004, "dunes", grain="ripples"),
        Sun("ffffff", "303030", 2.4, (0.2, 0.95), 0.25),
        Air("a0a0a0", 0.008),
        grit=0.07,
    ),
    "windblown": Landscape(
        SQUARE,
        Sky({0: "f0d0d0", 0.15: "d0c0d8", 0.4: "90a8d0", 0.8: "5a80b8"}, (0.8, 0.3), "ffd0b0", 0.2),
        {-9: "d0d4dc", 4: "d8dce4"},
        Film(contrast=1.15),
        Camera(0, 1.6, 0.3, 9),
        Relief(0.022, 130, 0.0, 0.5, 0.003, "dunes", grain="ripples"),
        Sun("ffc090", "6080c8", 1.7, (0.3, 0.9), 0.2),
        Air("b8b8d8", 0.01),
        grit=0.04,
    ),
    "rapeseed": Landscape(
        FULL,
        Sky({0: "d8e4ec", 0.25: "94b8e0", 0.8: "3c74bc"}, (0.2, 0.1), strength=0.15),
        {-9: "b08a30", -1: "a89040", 2: "50602c"},
        camera=Camera(0, 1.1, 0.72, 6),
        relief=Relief(0.012, 200, 0.0, 0.35, 0.02),
        sun=Sun("ffe8c0", "8098b8", 2.0, (0.2, -0.9), 0.6),
        air=Air("a8bcd0", 0.018),
        clouds=Clouds(0.56, 0.9, brightness=1.1, height=0.2),
        grit=0.2,
    ),
    "rows": Landscape(
        TALL,
        Sky({0: "f8c890", 0.12: "f0a890", 0.35: "a890b8", 0.7: "5a6aa8"}, (0.5, 0.38), "ffc880", 0.6, 0.03),
        {-9: "5a3a88", 3: "604878"},
        camera=Camera(0, 1.2, 0.4, 5),
        relief=Relief(0.008, 260, 0.0, 0.4, 0.05, grain="rows"),
        sun=Sun("ffb080", "9088c0", 2, (0.9, 0.1), 0.3),
        air=Air("e0a898", 0.01),
        clouds=Clouds(0.46, 0.7, "ffb890", "8a6a90"),
        grit=0.42,
    ),
    "big-weather": Landscape(
        WIDE,
        Sky({0: "b8c0c8", 0.3: "8090a0", 0.8: "485868"}, (0.8, 0.3), strength=0.1),
        {-9: "5a6a30", 2: "4a5a34"},
        Film(toned=True, contrast=1.3),
        Camera(0, 1.0, 0.78, 6),
        Relief(0.015, 160, 0.0, 0.35, 0.03),
        Sun("ffffff", "606060", 1.2, (0.2, -0.9), 0.6),
        Air("a0a4a8", 0.02),
        Clouds(0.62, 1.0, "ffffff", "303438", 1.2, height=0.24),
    ),
}
