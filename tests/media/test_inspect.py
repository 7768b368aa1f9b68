"""What is said about a file that somebody chose, before anything is kept of it."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from server.media.sandbox import ChildFailed, Limits, Refused, inspect
from tests.media import pictures
from tests.media.looking import LIMITS
from tests.media.pictures import KINDS

SMALL = replace(LIMITS, memory_bytes=200 << 20)
CUT_OFF = "This file is cut off: part of the photo is missing. Try to save or send it again."
DAMAGED = "This file is damaged: the photo in it cannot be read. Try to save it again."
WANTED = "Use a JPEG, PNG, WebP, AVIF, GIF or HEIC photo, or an MP4, MOV or WebM video."
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
UNKNOWN = f"This is not a photo or video we can read. {WANTED}"
ENCODINGS = {
    "jpeg": ("JPEG", {}),
    "progressive jpeg": ("JPEG", {"progressive": True}),
    "png": ("PNG", {}),
    "webp": ("WEBP", {}),
    "lossless webp": ("WEBP", {"lossless": True}),
    "avif": ("AVIF", {}),
    "heic": ("HEIF", {}),
    "gif": ("GIF", {}),
}


async def refusal(path: Path, limits: Limits = LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        await inspect(path, limits)
    return caught.value


async def seen(path: Path, limits: Limits = LIMITS) -> tuple[str, int, int]:
    """Its format and its size."""
    found = await inspect(path, limits)
    assert found.kind == "photo"
    return found.format, found.width, found.height


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


@pytest.mark.parametrize("name", ["photo.jpg", "photo.txt", "photo.svg", "photo"])
@pytest.mark.parametrize("kind", KINDS)
async def test_bytes_decide_what_a_file_is_and_its_name_does_not(tmp_path: Path, kind: str, name: str) -> None:
    path = pictures.save(tmp_path / name, pictures.quarters(), kind)
    assert await seen(path) == (KINDS[kind], 400, 300)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
async def test_size_is_told_as_people_see_the_photo(file: Path, kind: str) -> None:
    pictures.oriented(file, 6, pictures.quarters(300, 400), kind)
    assert struct.pack(">II", 400, 300) in file.read_bytes() or Image.open(file).size == (400, 300), (
        "it lies on its side"
    )
    assert await seen(file) == (KINDS[kind], 300, 400)


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
async def test_an_animation_counts_as_its_first_picture_and_its_owner_is_told(file: Path, kind: str) -> None:
    frames = [pictures.noise(), pictures.quarters()]
    pictures.save(file, pictures.quarters(), kind, save_all=True, append_images=frames)
    assert await seen(file) == (KINDS[kind], 400, 300)
    told = [found for found in (await inspect(file, LIMITS)).findings if found.kind == "animation"]
    assert [found.words for found in told] == ["This picture moves; only its first picture is shown"]


async def test_a_phones_two_pictures_in_one_jpeg_count_as_the_first(file: Path) -> None:
    pictures.save(file, pictures.quarters(), "MPO", save_all=True, append_images=[pictures.noise(50, 50)])
    assert await seen(file) == ("jpeg", 400, 300)
    assert [found.kind for found in (await inspect(file, LIMITS)).findings] == ["pictures"]


@pytest.mark.parametrize("keep", [40, 1_000, 20_000, -30_000, -1_000, -100])
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_cut_off_photo_is_refused_wherever_it_was_cut(file: Path, encoding: str, keep: int) -> None:
    kind, options = ENCODINGS[encoding]
    pictures.save(file, pictures.noise(), kind, **options)
    assert (await inspect(file, LIMITS)).format == KINDS[kind]
    refused = await refusal(pictures.cut(file, keep))
    assert (refused.code, refused.sentence) == ("truncated", CUT_OFF)


@pytest.mark.parametrize("encoding", ["jpeg", "webp", "avif", "heic"])
@pytest.mark.parametrize("kept", [0.2, 0.9])
async def test_a_download_that_was_given_its_place_but_not_its_bytes_is_cut_off(
    file: Path, encoding: str, kept: float
) -> None:
    kind, options = ENCODINGS[encoding]
    content = pictures.save(file, pictures.noise(), kind, **options).read_bytes()
    file.write_bytes(content[: int(len(content) * kept)].ljust(len(content), b"\0"))
    assert (await refusal(file)).sentence == CUT_OFF


async def test_what_stands_behind_the_end_of_a_photo_does_not_matter(file: Path) -> None:
    for encoding, (kind, options) in ENCODINGS.items():
        for behind in (bytes(5_000), b"PK\3\4 and more"):
            content = pictures.save(file, pictures.noise(), kind, **options).read_bytes()
            file.write_bytes(content + behind)
            assert (await seen(file))[1:] == (400, 300), encoding


@pytest.mark.parametrize(("kind", "at"), [("JPEG", 400), ("PNG", 200), ("WEBP", 20)])
async def test_a_photo_with_broken_bytes_inside_is_damaged(file: Path, kind: str, at: int) -> None:
    content = bytearray(pictures.save(file, pictures.noise(), kind).read_bytes())
    content[at : at + 100] = bytes(100)
    file.write_bytes(content)
    refused = await refusal(file)
    assert refused.code == "damaged"
    assert refused.sentence == DAMAGED


@pytest.mark.parametrize(
    "notes",
    [b"II", b"garbage", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\1\0\x12\1\2\0\3\0\0\0abc\0\0\0\0\0"],
    ids=["too short", "no TIFF", "outside of the file", "orientation 'abc'"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
async def test_broken_notes_in_a_photo_do_not_matter(file: Path, kind: str, notes: bytes) -> None:
    # Encoders want to see good notes.
    exif = Image.Exif()
    exif[0x010F] = "x" * len(notes)
    pictures.save(file, pictures.quarters(), kind, exif=exif.tobytes())
    content = file.read_bytes()
    at = content.index(exif.tobytes()[6:])
    file.write_bytes(content[:at] + notes + content[at + len(notes) :])
    assert await seen(file) == (KINDS[kind], 400, 300)


async def test_a_broken_text_in_a_png_does_not_matter(file: Path) -> None:
    content = pictures.save(file, pictures.quarters(), "PNG").read_bytes()
    broken = bytearray(pictures.png_chunk(b"zTXt", b"Comment\0\0 this was never packed"))
    broken[-1] ^= 1
    file.write_bytes(content[:33] + bytes(broken) + content[33:])
    assert await seen(file) == ("png", 400, 300)


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"", "empty", "This file is empty."),
        (bytes(5_000), "blank", "This file has nothing but zeros in it: its content was lost."),
        (b"x", "unknown", UNKNOWN),
        (b"Dear diary, today I took a photo.\n" * 50, "unknown", UNKNOWN),
        (b"<!DOCTYPE html><script>alert(1)</script>\xff\xd8\xff\xe0", "html", "This is a web page (HTML)"),
        (SVG, "svg", "This is an SVG drawing, not a photo or video. Save it as a JPEG and try again."),
        (b"%PDF-1.7\n" + bytes(50), "pdf", f"This is a PDF, not a photo or video. {WANTED}"),
        (b"PK\3\4" + bytes(50), "zip", "This is a ZIP or other archive, not a photo or video. Unpack it"),
        (b"PK\3\4" + bytes(26) + b"[Content_Types].xml", "office", "This is a document, not a photo or video."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "office", "This is a document"),
        (b"ID3\4" + bytes(50), "audio", "This is a sound file"),
        (b"\0\0\0\x1cftypM4A \0\0\0\0" + bytes(50), "audio", "This is a sound file"),
        (b"RIFF\x24\0\0\0AVI LIST", "avi", "This is an AVI video, which we cannot read. Save it as an MP4"),
        (b"\x1aE\xdf\xa3\x93\x42\x82\x88matroska", "mkv", "This is a Matroska (MKV) video"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(50), "raw", "This is a camera RAW file"),
        (b"II*\0\x10\0\0\0CR\2\0" + bytes(50), "raw", "This is a camera RAW file, which we cannot read. Save it as"),
        (b"II*\0" + bytes(50), "tiff", "This is a TIFF or camera RAW file, which we cannot read. Save it as a JPEG"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(50), "jxl", "This is a JPEG XL photo"),
        (b"BM\x36\0\0\0\0\0\0\0" + bytes(50), "bmp", "This is a BMP picture"),
    ],
)
async def test_what_is_no_photo_is_called_what_it_is(file: Path, content: bytes, code: str, sentence: str) -> None:
    file.write_bytes(content)
    refused = await refusal(file)
    assert (refused.code, refused.sentence[: len(sentence)]) == (code, sentence)


async def test_a_file_with_too_many_bytes_is_refused_with_both_numbers(file: Path) -> None:
    file.write_bytes(b"\xff\xd8\xff".ljust((20 << 20) + 1, b"\0"))
    refused = await refusal(file)
    assert refused.code == "too_many_bytes"
    assert refused.sentence == "This file has 20.1 MB; up to 20 are allowed."


async def test_a_bomb_is_refused_at_its_header_in_a_quarter_of_the_memory_it_needs(file: Path) -> None:
    pictures.bomb(file, 30_000, 30_000)
    assert file.stat().st_size < 200_000
    refused = await refusal(file, SMALL)
    assert refused.code == "too_many_pixels"
    assert refused.sentence == "This photo has 900 megapixels; up to 50 are allowed."


@pytest.mark.parametrize("kind", KINDS)
async def test_the_pixel_limit_is_exact(file: Path, kind: str) -> None:
    pictures.save(file, pictures.quarters(1000, 502), kind)
    assert (await inspect(file, replace(LIMITS, image_pixels=502_000))).height == 502
    refused = await refusal(file, replace(LIMITS, image_pixels=500_000))
    assert refused.sentence == "This photo has 0.6 megapixels; up to 0.5 are allowed."


async def test_a_webp_bomb_is_refused_before_it_gets_a_canvas(file: Path) -> None:
    canvas = (10_000 - 1).to_bytes(3, "little")
    file.write_bytes(b"RIFF\x64\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + canvas + canvas + bytes(78))
    refused = await refusal(file, SMALL)
    assert refused.sentence == "This photo has 100 megapixels; up to 50 are allowed."


async def test_a_gif_bomb_is_refused_before_it_gets_a_canvas(file: Path) -> None:
    content = pictures.save(file, pictures.quarters(20, 20), "GIF").read_bytes()
    file.write_bytes(content[:6] + struct.pack("<HH", 60_000, 60_000) + content[10:])
    assert (await refusal(file, SMALL)).sentence == "This photo has 3,600 megapixels; up to 50 are allowed."


CRUMBS = {
    "JPEG": (2, b"\xff\xe1\0\2"),
    "PNG": (33, pictures.png_chunk(b"teXt", b"")),
    "WEBP": (-1, b"XMP \0\0\0\0"),
    "HEIF": (-1, b"\0\0\0\x08free"),
    "GIF": (-1, b"!\xfe\0"),
}


@pytest.mark.parametrize("kind", CRUMBS)
async def test_a_file_of_crumbs_is_refused_before_they_are_counted(file: Path, kind: str) -> None:
    content = pictures.save(file, pictures.quarters(), kind).read_bytes()
    at, crumb = CRUMBS[kind]
    at = len(content) - (kind == "GIF") if at < 0 else at
    file.write_bytes(content[:at] + crumb * 5_000 + content[at:])
    assert (await seen(file))[1:] == (400, 300)
    file.write_bytes(content[:at] + crumb * 150_000 + content[at:])
    assert (await refusal(file)).sentence == DAMAGED


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
async def test_a_container_that_lies_about_its_size_makes_no_bomb(file: Path, kind: str) -> None:
    content = pictures.save(file, pictures.quarters(640, 480), kind).read_bytes()
    told = struct.pack(">II", 640, 480)
    assert told in content
    for size, words in (((40_000, 30_000), "1,200 megapixels"), ((64, 48), "")):
        file.write_bytes(content.replace(told, struct.pack(">II", *size)))
        try:
            assert (await seen(file, SMALL))[1:] in ((64, 48), (640, 480))
        except Refused as refused:
            assert refused.code == "damaged" or words in refused.sentence


async def test_a_photo_that_needs_more_memory_than_allowed_fails_without_blame(file: Path) -> None:
    pictures.save(file, Image.new("RGB", (7_000, 7_000)), "PNG", compress_level=1)
    assert (await inspect(file, LIMITS)).width == 7_000
    with pytest.raises(ChildFailed, match="memory"):
        await inspect(file, SMALL)


async def test_a_photo_that_takes_too_long_fails_without_blame(file: Path) -> None:
    pictures.save(file, pictures.noise(3000, 2000), "PNG")
    hurried = replace(LIMITS, seconds=0.03)
    with pytest.raises(ChildFailed, match=r"took longer than 0\.03 s"):
        await inspect(file, hurried)
