"""What becomes of a photo: which renditions there are, and that they show it upright and sharp."""

import struct
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageChops, ImageStat

from server.media.child.render import render_posters
from server.media.sandbox import Refused, render
from tests.media import pictures
from tests.media.looking import LIMITS, assert_colour, pictures_of, rendered


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


def assert_corners(image: Image.Image) -> None:
    right, bottom = image.width * 3 // 4, image.height * 3 // 4
    left, top = image.width // 4, image.height // 4
    for at, colour in zip([(left, top), (right, top), (left, bottom), (right, bottom)], pictures.CORNERS, strict=True):
        assert_colour(image, at, colour)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
async def test_every_rendition_is_upright_however_the_phone_was_held(file: Path, kind: str, orientation: int) -> None:
    pictures.oriented(file, orientation, pictures.quarters(480, 640), kind)
    result = await rendered(file)
    assert (result.width, result.height) == (480, 640)
    assert [image.size for image in pictures_of(result)] == [(480, 640)] * 3 + [(448, 448)] * 3 + [(256, 256)] * 3
    for image in pictures_of(result):
        assert_corners(image)


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
async def test_a_photo_whose_container_says_it_is_upright_is_not_turned_by_its_notes(file: Path, kind: str) -> None:
    # Encoders turn what they know to be an orientation into what the container says.
    exif = Image.Exif()
    exif[ExifTags.Base.YCbCrPositioning] = 1
    content = pictures.save(file, pictures.quarters(640, 480), kind, exif=exif.tobytes()).read_bytes()
    positioning = struct.pack(">HHLH", ExifTags.Base.YCbCrPositioning, 3, 1, 1)
    assert positioning in content
    file.write_bytes(content.replace(positioning, struct.pack(">HHLH", ExifTags.Base.Orientation, 3, 1, 6)))
    result = await rendered(file)
    assert (result.width, result.height) == (640, 480)
    assert_corners(pictures_of(result)[0])


async def test_a_large_photo_has_four_widths_and_two_squares_each_as_avif_webp_and_jpeg(file: Path) -> None:
    stages = []

    async def hear(*stage: object) -> None:
        stages.append(stage)

    pictures.save(file, pictures.quarters(3000, 2000))
    result = await render(file, file.parent, "photo", LIMITS, hear)
    assert (result.width, result.height) == (3000, 2000)
    assert [(file.name, file.media_type, file.width, file.height) for file in result.files] == [
        (f"{name}{width}.{suffix}", media_type, width, height)
        for name, width, height in (
            *(("w", 1440, 960), ("w", 1200, 800), ("w", 768, 512), ("w", 480, 320)),
            *(("q", 448, 448), ("q", 256, 256)),
        )
        for suffix, media_type in (("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg"))
    ]
    for told in result.files:
        with Image.open(told.path) as image:
            assert (image.get_format_mimetype(), image.size) == (told.media_type, (told.width, told.height))
            assert told.media_type != "image/jpeg" or image.info["progressive"]
    assert stages == [("decoded", 0, 18), *(("rendition", done, 18) for done in range(1, 19))]


@pytest.mark.parametrize(
    ("size", "rendered_sizes"),
    [
        ((700, 500), [(700, 500), (480, 343), (448, 448), (256, 256)]),
        ((320, 200), [(320, 200)]),
        ((5, 7), [(5, 7)]),
        ((1, 1), [(1, 1)]),
        ((9000, 3), [(1440, 1), (1200, 1), (768, 1), (480, 1)]),
        ((2, 9000), [(2, 8192)]),
        ((700, 9000), [(637, 8192), (480, 6171), (448, 448), (256, 256)]),
        ((255, 900), [(255, 900)]),
    ],
)
async def test_no_photo_is_made_larger_nor_bent(
    file: Path, size: tuple[int, int], rendered_sizes: list[tuple[int, int]]
) -> None:
    result = await rendered(pictures.save(file, pictures.quarters(*size), "PNG"))
    assert [image.size for image in pictures_of(result)] == [size for size in rendered_sizes for _ in range(3)]
    assert len(result.placeholder) < 40


@pytest.mark.parametrize("orientation", [1, 6])
async def test_the_quick_decoder_leaves_fine_lines_sharp(file: Path, orientation: int) -> None:
    lines = Image.frombytes("L", (1400, 1), bytes([0, 0, 255, 255] * 350)).resize((1400, 4200))
    pictures.oriented(file, orientation, lines)
    largest = pictures_of(await rendered(file))[0]
    assert largest.size == (1400, 4200)
    assert ImageStat.Stat(largest.convert("L")).stddev[0] > 100


async def test_a_large_photo_looks_as_if_resized_with_care(file: Path) -> None:
    photo = pictures.noise(120, 90).resize((4000, 3000), Image.Resampling.BICUBIC)
    pictures.save(file, photo, quality=95)
    for image in pictures_of(await rendered(file))[:9]:
        careful = photo.resize(image.size, Image.Resampling.LANCZOS)
        difference = ImageChops.difference(image.convert("L"), careful.convert("L"))
        assert ImageStat.Stat(difference).mean[0] < 3


async def test_a_square_is_the_middle_of_the_photo(file: Path) -> None:
    photo = Image.new("RGB", (1800, 600), pictures.RED)
    photo.paste(pictures.GREEN, (600, 0, 1200, 600))
    pictures.save(file, photo)
    squares = [image for image in pictures_of(await rendered(file)) if image.width == image.height]
    assert [image.width for image in squares] == [448] * 3 + [256] * 3
    for image in squares:
        for at in ((3, 3), (image.width - 4, image.height // 2)):
            assert_colour(image, at, pictures.GREEN)


async def test_an_avatar_is_the_middle_square_twice(file: Path) -> None:
    photo = Image.new("RGB", (900, 300), pictures.RED)
    photo.paste(pictures.GREEN, (300, 0, 600, 300))
    pictures.oriented(file, 8, photo)
    result = await rendered(file, "avatar")
    names = [(file.name, file.width, file.height) for file in result.files]
    suffixes = ("avif", "webp", "jpg")
    assert names == [(f"s{side}.{suffix}", size, size) for side, size in ((320, 300), (96, 96)) for suffix in suffixes]
    for image in pictures_of(result):
        for at in ((3, 3), (image.width - 4, image.height // 2)):
            assert_colour(image, at, pictures.GREEN)


async def test_a_video_frame_gets_the_files_that_a_photo_gets(tmp_path: Path) -> None:
    frame = pictures.quarters(1920, 1080)
    frame.info["comment"] = "SpyCam"
    files, placeholder = render_posters(frame, tmp_path)
    assert [file["name"] for file in files[:4]] == ["w1440.avif", "w1440.webp", "w1440.jpg", "w1200.avif"]
    for file in files:
        with Image.open(tmp_path / file["name"]) as image:
            assert image.size == (file["width"], file["height"])
            assert_corners(image.convert("RGB"))
        assert b"SpyCam" not in (tmp_path / file["name"]).read_bytes()
    assert len(bytes.fromhex(placeholder)) < 40


async def test_what_is_no_photo_is_refused_here_too(file: Path) -> None:
    file.write_text("Dear diary")
    with pytest.raises(Refused, match="not a photo or video we can read"):
        await rendered(file)


async def test_a_video_is_no_picture_of_a_person(file: Path) -> None:
    pictures.save(file, pictures.quarters(), "GIF", save_all=True, append_images=[pictures.noise()])
    with pytest.raises(Refused, match="Choose a photo instead"):
        await rendered(file, "avatar")
    pictures.save(file, pictures.quarters(), "GIF")
    assert (await rendered(file, "avatar")).width == 400
