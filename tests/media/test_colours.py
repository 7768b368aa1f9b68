"""Whatever a file calls colour, screens show it as it was meant."""

import struct
from pathlib import Path

import pillow_heif
import pytest
from PIL import ExifTags, Image

from tests.media import pictures
from tests.media.looking import assert_colour, pictures_of, rendered
from tests.media.pictures import Colour


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


async def colour_of(file: Path) -> Image.Image:
    """The middle of the largest AVIF, after the WebP and the JPEG were found to look the same."""
    avif, webp, jpeg, *_ = pictures_of(await rendered(file))
    middle = avif.width // 2, avif.height // 2
    for other in (webp, jpeg):
        assert_colour(other, middle, avif.getpixel(middle), tolerance=6)  # type: ignore[arg-type]
    return avif.crop((*middle, middle[0] + 1, middle[1] + 1))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
async def test_a_wide_gamut_photo_keeps_its_colours_on_every_screen(file: Path, kind: str) -> None:
    profile = pictures.display_p3()
    pictures.save(file, Image.new("RGB", (64, 64), (180, 120, 90)), kind, quality=95, icc_profile=profile)
    # by the matrices of the two colour spaces, outside of any library
    assert_colour(await colour_of(file), (0, 0), (190, 117, 84), tolerance=4)


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
@pytest.mark.parametrize(
    ("primaries", "transfer", "wanted"),
    [
        # by the matrices of the colour spaces, outside of any library: plain, P3, BT.2020, linear light
        (1, 13, (180, 120, 90)),
        (2, 2, (180, 120, 90)),
        (12, 13, (190, 117, 84)),
        (12, 1, (190, 117, 84)),
        (9, 1, (209, 110, 83)),
        (1, 8, (218, 183, 160)),
    ],
)
async def test_colours_that_are_only_numbered_are_seen_as_meant(
    file: Path, kind: str, primaries: int, transfer: int, wanted: Colour
) -> None:
    pictures.numbered_colours(file, primaries, transfer, kind, (180, 120, 90))
    assert_colour(await colour_of(file), (0, 0), wanted, tolerance=4)


PQ_203, PQ_100, PQ_1000, HLG_WHITE = 148, 130, 192, 191


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
@pytest.mark.parametrize(
    ("transfer", "signal", "darkest", "brightest"),
    [
        # the white of a page stays bright, what is brighter is still brighter, and no tone gets lost
        (16, PQ_203, 218, 240),
        (16, PQ_100, 180, 195),
        (16, PQ_1000, 254, 255),
        (16, 0, 0, 1),
        (18, HLG_WHITE, 218, 240),
        (18, 255, 254, 255),
    ],
)
async def test_a_photo_that_is_brighter_than_paper_is_toned_down(
    file: Path, kind: str, transfer: int, signal: int, darkest: int, brightest: int
) -> None:
    pictures.numbered_colours(file, 9, transfer, kind, (signal,) * 3)
    seen = (await colour_of(file)).getpixel((0, 0))
    assert isinstance(seen, tuple)
    assert all(darkest <= value <= brightest for value in seen), seen


async def test_a_png_may_number_its_colours_too(file: Path) -> None:
    content = pictures.save(file, Image.new("RGB", (64, 64), (180, 120, 90)), "PNG").read_bytes()
    file.write_bytes(content[:33] + pictures.png_chunk(b"cICP", bytes([12, 13, 0, 1])) + content[33:])
    assert_colour(await colour_of(file), (0, 0), (190, 117, 84), tolerance=4)


async def test_a_camera_that_only_hints_at_adobe_rgb_is_understood(file: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExifInteroperabilityOffset] = {1: "R03"}
    pictures.save(file, Image.new("RGB", (64, 64), (180, 120, 90)), quality=95, exif=exif.tobytes())
    assert b"R03" in file.read_bytes()
    assert_colour(await colour_of(file), (0, 0), (199, 121, 88), tolerance=4)


async def test_a_photo_of_ten_bits_keeps_its_colours(file: Path) -> None:
    deep = pillow_heif.from_bytes("RGB;16", (64, 64), struct.pack("<3H", 180 * 257, 120 * 257, 90 * 257) * 64 * 64)
    deep.save(file, quality=95)
    assert pillow_heif.open_heif(file).info["bit_depth"] == 10
    assert_colour(await colour_of(file), (0, 0), (180, 120, 90))


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
        ("AVIF", Image.new("RGBA", (64, 64), (255, 0, 0, 51)), (255, 204, 204)),
        ("HEIF", Image.new("RGBA", (64, 64), (255, 0, 0, 51)), (255, 204, 204)),
        ("AVIF", Image.new("L", (64, 64), 77), (77, 77, 77)),
        ("HEIF", Image.new("L", (64, 64), 77), (77, 77, 77)),
        ("GIF", Image.new("RGB", (64, 64), (180, 120, 90)), (180, 120, 90)),
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
