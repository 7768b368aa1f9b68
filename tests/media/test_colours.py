"""Whatever a file calls colour, screens show it as it was meant."""

from pathlib import Path

import pytest
from PIL import Image

from tests.media import pictures
from tests.media.looking import assert_colour, pictures_of, rendered
from tests.media.pictures import Colour


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


async def colour_of(file: Path) -> Image.Image:
    """The middle of the largest AVIF, after the JPEG was found to look the same."""
    avif, jpeg, *_ = pictures_of(await rendered(file))
    middle = avif.width // 2, avif.height // 2
    assert_colour(jpeg, middle, avif.getpixel(middle), tolerance=6)  # type: ignore[arg-type]
    return avif.crop((*middle, middle[0] + 1, middle[1] + 1))


async def test_a_wide_gamut_photo_keeps_its_colours_on_every_screen(file: Path) -> None:
    pictures.save(file, Image.new("RGB", (64, 64), (180, 120, 90)), quality=95, icc_profile=pictures.display_p3())
    # by the matrices of the two colour spaces, outside of any library
    assert_colour(await colour_of(file), (0, 0), (190, 118, 84), tolerance=4)


async def test_a_broken_colour_profile_is_as_good_as_none(file: Path) -> None:
    pictures.save(file, Image.new("RGB", (64, 64), (180, 120, 90)), icc_profile=b"not a profile" * 20)
    assert_colour(await colour_of(file), (0, 0), (180, 120, 90), tolerance=4)


@pytest.mark.parametrize(
    ("kind", "photo", "wanted"),
    [
        ("JPEG", Image.new("CMYK", (64, 64), (0, 255, 255, 0)), (255, 0, 0)),
        ("JPEG", Image.new("L", (64, 64), 77), (77, 77, 77)),
        ("PNG", Image.new("I;16", (64, 64), 77 * 257), (77, 77, 77)),
        ("PNG", Image.new("1", (64, 64), 1), (255, 255, 255)),
        ("PNG", Image.new("LA", (64, 64), (0, 51)), (204, 204, 204)),
        ("PNG", Image.new("RGBA", (64, 64), (255, 0, 0, 51)), (255, 204, 204)),
        ("PNG", Image.new("RGBA", (64, 64), (0, 0, 0, 0)), (255, 255, 255)),
        ("WEBP", Image.new("RGBA", (64, 64), (255, 0, 0, 51)), (255, 204, 204)),
    ],
    ids=lambda value: value.mode if isinstance(value, Image.Image) else None,
)
async def test_every_kind_of_colour_becomes_the_one_screens_show(
    file: Path, kind: str, photo: Image.Image, wanted: Colour
) -> None:
    assert_colour(await colour_of(pictures.save(file, photo, kind)), (0, 0), wanted)


async def test_what_a_palette_leaves_clear_is_white(file: Path) -> None:
    photo = Image.new("P", (64, 64), 1)
    photo.putpalette([*pictures.RED, *pictures.BLUE])
    pictures.save(file, photo, "PNG", transparency=bytes([255, 51]))
    assert_colour(await colour_of(file), (0, 0), (210, 210, 248))
