"""What is named of a post, and served."""

import io
import re

from PIL import Image

from tests.cast import Person
from tests.media.looking import assert_colour
from tests.media.pictures import CORNERS

RENDITION = re.compile(r"/media/[0-9a-f]{64}/[wq]\d+\.(?:jpg|webp|avif)")


async def renditions(person: Person, post: str) -> list[str]:
    """The address of every rendition that is named by the post's page, or by its tile on its author's."""
    page = (await person.get(f"/p/{post}")).text
    (author,) = set(re.findall(r'class="person-link" href="(/@\w+)"', page))
    tile = (await person.get(author)).text.partition(f'id="post-{post}"')[2].partition("</li>")[0]
    return sorted(set(RENDITION.findall(page + tile)))


async def pictures_of(person: Person, post: str) -> list[tuple[Image.Image, bytes]]:
    """Every rendition, opened, and its bytes."""
    contents = [(await person.get(address)).content for address in await renditions(person, post)]
    return [(Image.open(io.BytesIO(content)), content) for content in contents]


def assert_upright(image: Image.Image) -> None:
    """The four quarters of tests.media.pictures.quarters() lie as they should."""
    right, bottom = image.width * 3 // 4, image.height * 3 // 4
    left, top = image.width // 4, image.height // 4
    places = ((left, top), (right, top), (left, bottom), (right, bottom))
    for place, colour in zip(places, CORNERS, strict=True):
        assert_colour(image.convert("RGB"), place, colour)
