"""Lakes: mountains twice."""

from server.demo.pictures.film import CLASSIC, SQUARE, TALL, WIDE, Film
from server.demo.pictures.landscape import Air, Landscape, Sun
from server.demo.pictures.relief import Relief
from server.demo.pictures.sky import Clouds, Sky
from server.demo.pictures.terrain import Camera
from server.demo.pictures.water import Water

SCENES = {
    "still-water": Landscape(
        TALL,
        Sky({0: "f0e0d0", 0.12: "d0d0d8", 0.35: "90a8c8", 0.6: "6080a8"}, (0.2, 0.4), strength=0.15),
        {0: "6a6050", 0.15: "3c4430", 2: "4a4a3c"},
        Film(contrast=1.15),
        Camera(1, 1.2, 0.5, 3),
        Relief(0.1, 200, rough=0.03, kind="islands", sunk=-0.2),
        Sun(strength=2.4),
        Air("90a4bc", 0.012),
        Clouds(0.45),
        Water(0.015, deep="0c2020"),
        snow=5,
    ),
    "larches": Landscape(
        CLASSIC,
        Sky({0: "d8e0e8", 0.2: "98b4d8", 0.6: "4878b8"}, (0.9, 0.0), strength=0.15),
        {0: "a89878", 0.1: "9a5a14", 2.2: "8a5a1c", 3.4: "4a4634", 5: "6a645c"},
        camera=Camera(1, 1.4, 0.48, 4),
        relief=Relief(0.06, 120, rough=0.09, kind="islands", sunk=-0.5),
        sun=Sun(strength=2.2, low=0.5),
        air=Air("a8b8cc", 0.01),
        clouds=Clouds(0.48, 0.6),
        water=Water(0.01, deep="0c2024"),
        snow=6,
    ),
    "mist-on-the-lake": Landscape(
        SQUARE,
        Sky({0: "d8d8d8", 0.3: "c0c0c0", 0.6: "909090"}, (0.5, 0.3), strength=0.1),
        {0: "181818", 3: "383838"},
        Film(toned=True, contrast=1.25),
        Camera(1, 1.6, 0.5, 5),
        Relief(0.045, 90, rough=0.08, kind="islands", sunk=0.2),
        Sun("c0c0c0", "606060", 0.6),
        Air("d0d0d0", 0.06, 0.4, 0.4, "e4e4e4"),
        water=Water(0.012, deep="101214"),
    ),
    "fjord": Landscape(
        WIDE,
        Sky({0: "f0c49a", 0.1: "d8a8a0", 0.3: "7888b0", 0.6: "3c5488"}, (0.5, 0.44), strength=0.4),
        {0: "2c2c28", 4: "3c3a38"},
        camera=Camera(1.2, 1.1, 0.5, 4),
        relief=Relief(0.11, 170, rough=0.03, kind="islands", sunk=0.25),
        sun=Sun("ffb080", "5a6a98", 1.2, (0.8, 0.5), 0.2),
        air=Air("b09098", 0.03),
        clouds=Clouds(0.5, 0.8, "ffb890", "585878"),
        water=Water(0.03, deep="0c1c28"),
        snow=5.5,
    ),
    "tarn": Landscape(
        TALL,
        Sky({0: "c4d8ec", 0.3: "6c9cd4", 0.6: "2c60a8"}, (0.1, 0.0), strength=0.1),
        {0: "8a8478", 0.2: "5a6a34", 1.5: "64604c", 3: "706a64"},
        camera=Camera(2.6, 1.3, 0.3, 4),
        relief=Relief(0.09, 150, rough=0.03, kind="islands", sunk=0.1),
        sun=Sun(strength=2.2, low=0.6),
        air=Air("a0bcd8", 0.008),
        water=Water(0.04, deep="0a5058"),
        clouds=Clouds(0.44, 0.6),
        snow=4,
    ),
}
