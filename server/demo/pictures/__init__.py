"""The demo's photographs: generated, deterministic, and meant to look as if someone had chosen them."""

import io
from typing import Protocol

from PIL import Image

from server.demo.pictures import (
    arcade,
    coast,
    firs,
    fruit,
    lakes,
    mountains,
    night,
    open_country,
    portraits,
    shore,
    stairwell,
    street_lights,
    trunks,
    vessels,
    walls,
)
from server.demo.pictures.catalogue import PICTURES, Picture
from server.demo.pictures.film import Film
from server.demo.pictures.noise import Array, Rng, dice

__all__ = ["PICTURES", "Picture", "avatar", "draw", "jpeg"]
_AVATAR_SIDE = 400


class Scene(Protocol):
    """Something that can be photographed."""

    @property
    def film(self) -> Film:
        """What it is photographed on."""

    def paint(self, rng: Rng) -> Array:
        """Give its light, three channels of it."""


_SCENES: dict[str, Scene] = {
    **mountains.SCENES,
    **coast.SCENES,
    **shore.SCENES,
    **lakes.SCENES,
    **night.SCENES,
    **fruit.SCENES,
    **vessels.SCENES,
    **open_country.SCENES,
    **firs.SCENES,
    **trunks.SCENES,
    **street_lights.SCENES,
    **arcade.SCENES,
    **stairwell.SCENES,
    **walls.SCENES,
}
# Not everybody shows themselves: a picture, and the square of it (left, top, side) that is their face.
_CLOSE_UPS = {
    "lucia_ferri": ("three-pears", (520, 200, 480)),
    "tomas.v": ("stairwell", (170, 120, 880)),
    "aino.k": ("full-moon", (60, 60, 1000)),
}


def draw(slug: str) -> Image.Image:
    """Take a picture; the same pixels every time."""
    return _photograph(_SCENES[slug], slug)


def jpeg(slug: str) -> bytes:
    """Take a picture and write it as a camera would."""
    return _written(draw(slug))


def avatar(name: str) -> bytes:
    """Give somebody's profile picture, as a JPEG of 400 by 400."""
    if name in portraits.PEOPLE:
        return _written(_photograph(portraits.PEOPLE[name], name))
    slug, (left, top, side) = _CLOSE_UPS[name]
    face = draw(slug).resize((_AVATAR_SIDE, _AVATAR_SIDE), box=(left, top, left + side, top + side))
    return _written(face)


def _photograph(scene: Scene, name: str) -> Image.Image:
    rng = dice(name)
    return scene.film.develop(scene.paint(rng), rng)


def _written(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92)
    return file.getvalue()
