"""What is said about a file that somebody chose, before anything is kept of it."""

from pathlib import Path

import pytest
from PIL import Image

from server.media.sandbox import ChildFailed, Inspection, Limits, Refused, inspect
from tests.media import pictures
from tests.media.looking import LIMITS

SMALL = Limits(LIMITS.max_bytes, LIMITS.max_pixels, memory_bytes=200 << 20, seconds=30)
CUT_OFF = "This file is cut off: part of the photo is missing. Try to save or send it again."
UNKNOWN = "This is not a photo we can read. Use a JPEG, PNG or WebP file."
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ENCODINGS = {
    "jpeg": ("JPEG", {}),
    "progressive jpeg": ("JPEG", {"progressive": True}),
    "png": ("PNG", {}),
    "webp": ("WEBP", {}),
    "lossless webp": ("WEBP", {"lossless": True}),
}


async def refusal(path: Path, limits: Limits = LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        await inspect(path, limits)
    return caught.value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


@pytest.mark.parametrize("name", ["photo.jpg", "photo.txt", "photo.svg", "photo"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_bytes_decide_what_a_file_is_and_its_name_does_not(tmp_path: Path, kind: str, name: str) -> None:
    path = pictures.save(tmp_path / name, pictures.quarters(), kind)
    assert await inspect(path, LIMITS) == Inspection(kind.lower(), 400, 300)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_size_is_told_as_people_see_the_photo(file: Path, kind: str) -> None:
    pictures.oriented(file, 6, pictures.quarters(300, 400), kind)
    with Image.open(file) as stored:
        assert stored.size == (400, 300), "it must lie on its side for this test to mean anything"
    assert await inspect(file, LIMITS) == Inspection(kind.lower(), 300, 400)


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
async def test_an_animation_counts_as_its_first_picture(file: Path, kind: str) -> None:
    frames = [pictures.noise(), pictures.quarters()]
    pictures.save(file, pictures.quarters(), kind, save_all=True, append_images=frames)
    assert await inspect(file, LIMITS) == Inspection(kind.lower(), 400, 300)


async def test_a_phones_two_pictures_in_one_jpeg_count_as_the_first(file: Path) -> None:
    pictures.save(file, pictures.quarters(), "MPO", save_all=True, append_images=[pictures.noise(50, 50)])
    assert await inspect(file, LIMITS) == Inspection("jpeg", 400, 300)


@pytest.mark.parametrize("keep", [40, 1_000, 20_000, -30_000, -1_000, -100])
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_cut_off_photo_is_refused_wherever_it_was_cut(file: Path, encoding: str, keep: int) -> None:
    kind, options = ENCODINGS[encoding]
    pictures.save(file, pictures.noise(), kind, **options)
    assert (await inspect(file, LIMITS)).format == kind.lower()
    refused = await refusal(pictures.cut(file, keep))
    assert (refused.code, refused.sentence) == ("truncated", CUT_OFF)


@pytest.mark.parametrize(("kind", "at"), [("JPEG", 400), ("PNG", 200), ("WEBP", 20)])
async def test_a_photo_with_broken_bytes_inside_is_damaged(file: Path, kind: str, at: int) -> None:
    content = bytearray(pictures.save(file, pictures.noise(), kind).read_bytes())
    content[at : at + 100] = bytes(100)
    file.write_bytes(content)
    refused = await refusal(file)
    assert refused.code == "damaged"
    assert refused.sentence == "This file is damaged: the photo in it cannot be read. Try to save it again."


@pytest.mark.parametrize(
    "notes",
    [b"II", b"garbage", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\1\0\x12\1\2\0\3\0\0\0abc\0\0\0\0\0"],
    ids=["too short", "no TIFF", "outside of the file", "orientation 'abc'"],
)
async def test_broken_notes_in_a_photo_do_not_matter(file: Path, notes: bytes) -> None:
    pictures.save(file, pictures.quarters(), exif=b"Exif\0\0" + notes)
    assert await inspect(file, LIMITS) == Inspection("jpeg", 400, 300)


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"", "empty", "This file is empty."),
        (b"x", "unknown", UNKNOWN),
        (b"Dear diary, today I took a photo.\n" * 50, "unknown", UNKNOWN),
        (b"<!doctype html><script>alert(1)</script>\xff\xd8\xff\xe0", "unknown", UNKNOWN),
        (SVG, "svg", "This is an SVG drawing, not a photo. Use a JPEG, PNG or WebP file."),
        (b"GIF89a" + bytes(50), "gif", "This is a GIF. Use a JPEG, PNG or WebP file."),
        (b"\0\0\0\x20ftypisom" + bytes(50), "video", "This is a video, not a photo. Use a JPEG, PNG or WebP file."),
        (b"\x1aE\xdf\xa3" + bytes(50), "video", "This is a video, not a photo. Use a JPEG, PNG or WebP file."),
        (
            b"\0\0\0\x20ftypheic\0\0\0\0mif1heic" + bytes(50),
            "heic",
            "This is a HEIC photo, which we cannot read yet. Save it as a JPEG and try again.",
        ),
        (
            b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif" + bytes(50),
            "avif",
            "This is an AVIF picture, which we cannot read yet. Save it as a JPEG and try again.",
        ),
        (b"II*\0" + bytes(50), "raw", "This is a TIFF or camera raw file. Save it as a JPEG and try again."),
    ],
)
async def test_what_is_no_photo_is_called_what_it_is(file: Path, content: bytes, code: str, sentence: str) -> None:
    file.write_bytes(content)
    refused = await refusal(file)
    assert (refused.code, refused.sentence) == (code, sentence)


async def test_a_file_with_too_many_bytes_is_refused_with_both_numbers(file: Path) -> None:
    file.write_bytes(bytes((20 << 20) + 1))
    refused = await refusal(file)
    assert refused.code == "too_many_bytes"
    assert refused.sentence == "This file has 20.1 MB; up to 20 are allowed."


async def test_a_bomb_is_refused_at_its_header_in_a_quarter_of_the_memory_it_needs(file: Path) -> None:
    pictures.bomb(file, 30_000, 30_000)
    assert file.stat().st_size < 200_000
    refused = await refusal(file, SMALL)
    assert refused.code == "too_many_pixels"
    assert refused.sentence == "This photo has 900 megapixels; up to 50 are allowed."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_the_pixel_limit_is_exact(file: Path, kind: str) -> None:
    pictures.save(file, pictures.quarters(1000, 501), kind)
    enough = Limits(LIMITS.max_bytes, 501_000, LIMITS.memory_bytes, LIMITS.seconds)
    assert (await inspect(file, enough)).height == 501
    refused = await refusal(file, Limits(LIMITS.max_bytes, 500_000, LIMITS.memory_bytes, LIMITS.seconds))
    assert refused.sentence == "This photo has 0.6 megapixels; up to 0.5 are allowed."


async def test_a_webp_bomb_is_refused_before_it_gets_a_canvas(file: Path) -> None:
    canvas = (10_000 - 1).to_bytes(3, "little")
    file.write_bytes(b"RIFF\x64\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + canvas + canvas + bytes(78))
    refused = await refusal(file, SMALL)
    assert refused.sentence == "This photo has 100 megapixels; up to 50 are allowed."


async def test_a_photo_that_needs_more_memory_than_allowed_fails_without_blame(file: Path) -> None:
    pictures.save(file, Image.new("RGB", (7_000, 7_000)), "PNG", compress_level=1)
    assert (await inspect(file, LIMITS)).width == 7_000
    with pytest.raises(ChildFailed, match="memory"):
        await inspect(file, SMALL)


async def test_a_photo_that_takes_too_long_fails_without_blame(file: Path) -> None:
    pictures.save(file, pictures.noise(3000, 2000), "PNG")
    hurried = Limits(LIMITS.max_bytes, LIMITS.max_pixels, LIMITS.memory_bytes, seconds=0.03)
    with pytest.raises(ChildFailed, match=r"took longer than 0\.03 s"):
        await inspect(file, hurried)
