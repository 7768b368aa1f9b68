"""Profile pictures: people looking away, at what they would photograph next."""

from dataclasses import dataclass, field, replace

import numpy as np

from server.demo.pictures import coast, lakes, mountains, night, open_country, outlines
from server.demo.pictures.film import Film
from server.demo.pictures.landscape import Landscape
from server.demo.pictures.light import colour, mix
from server.demo.pictures.noise import Array, Rng, blur, fbm
from server.demo.pictures.outlines import SIDE

_SOFT = Film(grain=0.7, vignette=0.45)
_PLATE = Film(toned=True, contrast=1.2, grain=0.7, vignette=0.45)


@dataclass(frozen=True)
class Portrait:
    """Somebody before a view out of focus; the view lights them from the left (-1) or the right (1)."""

    hair: str
    view: Landscape
    side: int = 1
    film: Film = field(default_factory=lambda: _SOFT)
    light: str = "ffe8c8"
    skin: str = "6a4836"
    cloth: str = "2a2c30"
    dark: str = "1c1614"
    over: str = "6a3a3a"

    def paint(self, rng: Rng) -> Array:
        """Expose it."""
        scene = blur(replace(self.view, shape=(SIDE, SIDE)).paint(rng), 3.5)
        masks = [outlines.neck(self.hair in ("crop", "bun", "hat")), outlines.body(), *outlines.hair(self.hair, rng)]
        for mask, tint, rough in zip(
            masks, (self.skin, self.cloth, self.dark, self.over), (0, 0.1, 0.3, 0.1), strict=False
        ):
            scene = mix(scene, self._lit(mask, tint, rough, rng), blur(mask, 1.3))
        return scene

    def _lit(self, mask: Array, tint: str, rough: float, rng: Rng) -> Array:
        """Round the outline as if it were a body, and light its edge from one side."""
        down, across = np.gradient(blur(mask, 9) + 0.9 * blur(mask, 24))
        grain = np.exp(rough * fbm(rng, (SIDE, SIDE), 12, 0.75, 0.4))
        rim = np.clip(across * -self.side * 16 + down * 9, 0, 1.1) ** 1.4 * grain
        body: Array = colour(tint) * (0.35 * grain + 1.3 * rim) + colour(self.light) * (rim**3 * np.float32(0.3))
        return body


PEOPLE = {
    "nora": Portrait("low bun", lakes.SCENES["still-water"], 1, _PLATE, cloth="4a4844"),
    "kofi.mensah": Portrait("crop", night.SCENES["harvest-moon"], 1, light="ffb890", skin="3a2418", cloth="1a1c28"),
    "takumi.h": Portrait("knit", lakes.SCENES["larches"], -1, cloth="4a4a3a", over="b08a3a"),
    "amara.o": Portrait("curls", open_country.SCENES["rapeseed"], -1, skin="4a2e20", cloth="8a3a2c", dark="140e0c"),
    "jonas_berg": Portrait("long", coast.SCENES["pale-sea"], -1, light="f0e4ff", cloth="4a5058", dark="5a4026"),
    "priya.nair": Portrait("tail", mountains.SCENES["karst"], -1, skin="5a3826", cloth="2a4a4a", dark="16100e"),
    "leila.k": Portrait("scarf", open_country.SCENES["last-dune"], -1, light="ffd0a0", cloth="4a4440", over="3a5a60"),
    "hanneke": Portrait("bob", coast.SCENES["last-of-the-sun"], 1, light="ffa050", cloth="1c1c28", dark="2a1a0c"),
    "marcus_reed": Portrait("hat", open_country.SCENES["silver-dunes"], -1, _PLATE, cloth="3a3834", over="8a8070"),
}
