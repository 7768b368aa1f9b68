"""Mountains: ranges behind ranges, and the air between them."""

from server.demo.pictures.film import CLASSIC, FULL, SQUARE, TALL, WIDE, Film
from server.demo.pictures.landscape import Air, Landscape, Sun
from server.demo.pictures.relief import Relief
from server.demo.pictures.sky import Clouds, Sky
from server.demo.pictures.terrain import Camera

SCENES = {
    "first-light": Landscape(
        TALL,
        Sky({0: "f6cfa0", 0.12: "eab99a", 0.3: "b9a3ab", 0.6: "6d83a6"}, (0.72, 0.34), strength=0.35),
        {-6: "2c3324", 0: "3f4434", 2: "5a5348", 4: "6d665e"},
        camera=Camera(0, 1.8, 0.42, 10),
        relief=Relief(0.035, 55, 0.015, 0.6, 0.03),
        sun=Sun(azimuth=(0.9, 0.4), low=0.2, strength=0.5),
        air=Air("a07c74", 0.045, of_sky=0.3),
    ),
    "high-valley": Landscape(
        FULL,
        Sky({0: "c9d6e4", 0.2: "8fb0d6", 0.6: "3f6ca8"}, (0.1, 0.1), strength=0.2),
        {-3: "2c3324", 0: "4f5434", 2: "6a6358", 4: "7d766e"},
        camera=Camera(0, 1.3, 0.4, 10),
        relief=Relief(0.08, 220, 0.06, 0.5, 0.05),
        sun=Sun(low=0.5),
        air=Air("9fb4cc", 0.012),
        clouds=Clouds(0.5),
        snow=3,
    ),
    "alpenglow": Landscape(
        FULL,
        Sky({0: "e9c9b4", 0.1: "c79aa0", 0.3: "6d7299", 0.6: "3f5080"}, (0.5, 0.6), strength=0.2),
        {-3: "2c2f2c", 0: "4a4540", 2: "6a6058", 4: "7d766e"},
        camera=Camera(0, 1.6, 0.5, 10),
        relief=Relief(0.1, 160, 0.05, 0.5, 0),
        sun=Sun("ffa67a", "6a7fb0", 2.0, low=0.25),
        air=Air("6f7a9a", 0.012),
        snow=1,
    ),
    "massif": Landscape(
        CLASSIC,
        Sky({0: "e4e4e2", 0.2: "a8acb0", 0.6: "4a5058"}, (0.5, 0.1), strength=0.05),
        {-3: "1c1f1c", 0: "3a3530", 2: "5a5048", 4: "6d665e"},
        Film(toned=True, contrast=1.35),
        Camera(0, 1.6, 0.6, 12),
        Relief(0.11, 150, 0.03, 0.5, 0),
        Sun("ffffff", "4a4f60", 2.0, low=0.45),
        Air("a0a4a8", 0.012, -4.5, 0.8),
        snow=0.5,
    ),
    "karst": Landscape(
        SQUARE,
        Sky({0: "f2dcb0", 0.2: "e0c8a8", 0.6: "a8b0b0"}, (0.3, 0.2), strength=0.4),
        {-6: "26361c", -2: "3c4a22", 1: "545a30"},
        camera=Camera(0, 1.5, 0.4, 10),
        relief=Relief(0.05, 90, -0.02, 0.34, 0.07),
        sun=Sun(azimuth=(0.7, -0.7)),
        air=Air("c8b890", 0.03, -4, 0.5, "f0dcb8"),
    ),
    "blue-hour": Landscape(
        WIDE,
        Sky({0: "d8c0b0", 0.1: "a8b0c0", 0.3: "6a86ac", 0.6: "34507c"}, (0.3, 0.5), strength=0.15),
        {-6: "101820", 4: "202830"},
        camera=Camera(0, 2.2, 0.35, 12),
        relief=Relief(0.03, 64, -0.01, 0.34, 0.02),
        sun=Sun(low=0.2, strength=0.5),
        air=Air("6a86a8", 0.04),
    ),
    "rust": Landscape(
        TALL,
        Sky({0: "dcdcd8", 0.3: "b8c0c8", 0.6: "8898a8"}, (0.9, 0.1), strength=0.15),
        {-5: "6a3a14", -3.5: "7a5a1c", -1.5: "4a4a28", 1: "5a564c", 3: "6a665c"},
        camera=Camera(0, 1.8, 0.33, 12),
        relief=Relief(0.055, 120, 0.03, 0.36, 0.1),
        sun=Sun(low=0.5),
        air=Air("b4bcc4", 0.014),
        snow=3.4,
    ),
    "sea-of-clouds": Landscape(
        CLASSIC,
        Sky({0: "ffd8a8", 0.12: "f0c0a8", 0.35: "90a4c4", 0.6: "5878a8"}, (0.8, 0.36), strength=0.5, disc=0.02),
        {-5: "3a3034", 3: "5a4c48"},
        camera=Camera(0, 1.5, 0.42, 12),
        relief=Relief(0.06, 110, -0.02, 0.5, 0.02),
        sun=Sun("ffc890", azimuth=(0.6, 0.8), low=0.25),
        air=Air("c09a98", 0.02, -2.2, 0.35, "f0d0c0"),
    ),
    "winter-noon": Landscape(
        SQUARE,
        Sky({0: "bcd0e8", 0.3: "5f8cc8", 0.6: "2a559c"}, (0.9, 0.0), strength=0.1),
        {-5: "4a4a4c", 3: "5a5a5c"},
        Film(exposure=0.9),
        Camera(0, 2, 0.55, 14),
        Relief(0.08, 140, 0.05, 0.5, 0.02),
        Sun("fff4e0", "6a90d0", 1.3, (-0.5, 0.8), 0.6),
        Air("a8c0e0", 0.005),
        snow=-3,
    ),
}
