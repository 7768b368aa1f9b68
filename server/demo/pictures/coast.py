"""Coasts: the sea, what stands in it, and the light on both."""

from server.demo.pictures.film import FULL, SQUARE, TALL, WIDE, Film
from server.demo.pictures.landscape import Air, Landscape, Sun
from server.demo.pictures.relief import Relief
from server.demo.pictures.sky import Clouds, Sky
from server.demo.pictures.terrain import Camera
from server.demo.pictures.water import Water

_OPEN = Relief(kind="islands", sunk=4)

SCENES = {
    "pale-sea": Landscape(
        SQUARE,
        Sky({0: "f8d8c0", 0.1: "ecc0b8", 0.3: "b4a8c4", 0.6: "7088b0"}, (0.4, 0.45), strength=0.25, disc=0.022),
        {0: "302828", 1: "382f2c"},
        camera=Camera(0.6, 1.2, 0.5, 2),
        relief=_OPEN,
        water=Water(0.05),
        clouds=Clouds(0.42, lit="ffd0b0", dark="8a809a"),
    ),
    "last-of-the-sun": Landscape(
        FULL,
        Sky({0: "ff9a50", 0.08: "f07a4c", 0.25: "a85a62", 0.6: "40406a"}, (0.62, 0.5), "ffb060", 0.7, 0.045),
        {0: "201818", 1: "282020"},
        camera=Camera(0.8, 1.4, 0.54, 2),
        relief=Relief(0.03, 90, 0, rough=0.01, kind="islands", sunk=1.3),
        air=Air("e08858", 0.012),
        clouds=Clouds(0.52, 0.8, "ff9a60", "4a3850", 0.9),
        water=Water(0.09, deep="101828"),
    ),
    "heavy-weather": Landscape(
        WIDE,
        Sky({0: "c0c4c8", 0.12: "909498", 0.35: "707478", 0.6: "404448"}, (0.6, 0.4), strength=0.2),
        {0: "302828", 1: "382f2c"},
        Film(toned=True, contrast=1.35),
        Camera(1, 1.2, 0.5, 2),
        Relief(0.06, 120, 0, kind="islands", sunk=1.3),
        Sun("a0a0a0", "404040"),
        Air("888c90", 0.025),
        Clouds(0.66, 0.7, "e8ecf0", "202428"),
        Water(0.16, 3, "0a0d0f"),
    ),
    "stacks": Landscape(
        TALL,
        Sky({0: "f0c8b0", 0.1: "c0a0b0", 0.3: "7080a8", 0.6: "304470"}, (0.75, 0.42), "ffc8a0", 0.3),
        {0: "2a2628", 1: "3a3436"},
        camera=Camera(1, 1.5, 0.45, 4),
        relief=Relief(0.07, 45, rough=0.02, kind="islands", sunk=1.25),
        sun=Sun("ffb890", "50608a", 0.9, (0.5, 0.8), 0.2),
        air=Air("a08fa4", 0.03),
        water=Water(0.012, 3, "202c44"),
    ),
    "silver": Landscape(
        FULL,
        Sky({0: "d8d8d8", 0.2: "b0b0b0", 0.6: "606468"}, (0.5, 0.12), "ffffff", 1.2, 0.03),
        {0: "181818", 1: "202020"},
        Film(toned=True, contrast=1.3, exposure=0.8),
        Camera(1.5, 1.1, 0.36, 2),
        Relief(0.03, 100, 0, kind="islands", sunk=1.2),
        Sun("808080", "303030"),
        Air("b0b0b0", 0.02),
        Clouds(0.5, 0.7, "f0f0f0", "585c60"),
        Water(0.13, 1.2, "06080a"),
    ),
    "moonlit-bay": Landscape(
        TALL,
        Sky({0: "52688a", 0.15: "31486e", 0.4: "182846", 0.7: "0c1730"}, (0.35, 0.2), "d8e4ff", 0.35, 0.03),
        {0: "0c1018", 1: "141820"},
        Film(exposure=0.9, grain=1.4),
        Camera(1.2, 1.3, 0.5, 3),
        Relief(0.07, 130, rough=0.02, kind="islands", sunk=0.35),
        Sun("90a8d8", "1c2a48", 0.5),
        Air("304668", 0.025),
        Clouds(0.45, 0.7, "8098c0", "1c2840", 0.6),
        Water(0.06, 1.2, "040a14"),
    ),
}
