"""The proof after publishing: what a stored file holds besides its picture or film is found, whatever hid it there."""

import struct
from pathlib import Path

import pytest
from PIL import Image

from server.media.sandbox import prove
from tests.media import pictures
from tests.media.looking import LIMITS, rendered

KINDS = {".jpg": "JPEG", ".webp": "WEBP", ".avif": "AVIF"}
PLAYLIST = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="/media/0123456789abcdef/v480.mp4",BYTERANGE="1234@0"
#EXTINF:4.000000,
#EXT-X-BYTERANGE:123456@1234
/media/0123456789abcdef/v480.mp4
#EXT-X-STREAM-INF:BANDWIDTH=1400000,RESOLUTION=854x480,CODECS="avc1.64001f,mp4a.40.2",FRAME-RATE=29.970
v480.m3u8
#EXT-X-ENDLIST
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def box(name: bytes, *content: bytes) -> bytes:
    joined = b"".join(content)
    return struct.pack(">I4s", 8 + len(joined), name) + joined


def handler(kind: bytes, name: bytes = b"") -> bytes:
    return box(b"hdlr", bytes(8) + kind + bytes(12) + name + b"\0")


def header(name: bytes, made_at: int = 0) -> bytes:
    return box(name, bytes(4) + struct.pack(">II", made_at, 0) + bytes(80))


def film(
    *more: bytes, track: bytes = b"", made_at: int = 0, kind: bytes = b"vide", name: bytes = b"VideoHandler"
) -> bytes:
    media = box(b"mdia", header(b"mdhd"), handler(kind, name), box(b"minf", box(b"vmhd", bytes(12))))
    movie = box(b"moov", header(b"mvhd", made_at), box(b"trak", header(b"tkhd"), media, track), *more)
    return box(b"ftyp", b"isom\0\0\2\0isom") + movie + box(b"mdat", b"Exif\0\0II*\0 is no proof in here")


async def leftovers(path: Path, content: bytes) -> list[str]:
    path.write_bytes(content)
    return await prove([path], LIMITS)


async def test_what_we_publish_of_a_photo_that_tells_everything_is_proven_clean(folder: Path) -> None:
    result = await rendered(pictures.with_metadata(folder / "chosen", "JPEG"))
    assert len(result.files) == 6
    assert await prove([file.path for file in result.files], LIMITS) == []


@pytest.mark.parametrize("suffix", KINDS)
async def test_notes_left_in_a_picture_are_found(folder: Path, suffix: str) -> None:
    pictures.with_metadata(folder / f"w320{suffix}", KINDS[suffix])
    said = "\n".join(await prove([folder / f"w320{suffix}"], LIMITS))
    found = {
        ".jpg": ("FFE1 of", "FFE2 of", "FFFE of", "Exif", "ns.adobe.com", "ICC_PROFILE"),
        ".webp": ("'EXIF'", "'XMP '", "'ICCP'", "announces notes"),
        ".avif": ("item 'Exif'", "item 'mime'", "property 'colr'"),
    }[suffix]
    assert [words for words in found if words not in said] == []


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("behind", [b"\0", b"PK\3\4", b"\0\0\0\x10freeSpyCam.."])
async def test_what_is_hidden_behind_a_picture_is_found(folder: Path, suffix: str, behind: bytes) -> None:
    path = pictures.save(folder / f"w320{suffix}", pictures.quarters(), KINDS[suffix])
    assert await prove([path], LIMITS) == []
    assert await leftovers(path, path.read_bytes() + behind)


async def test_what_is_hidden_within_a_picture_is_found(folder: Path) -> None:
    jpeg = pictures.save(folder / "w320.jpg", pictures.quarters()).read_bytes()
    thumbnail = jpeg.replace(b"JFIF\0\1\1\0\0\1\0\1\0\0", b"JFIF\0\1\1\0\0\1\0\1\1\1")
    assert thumbnail != jpeg
    avif = pictures.save(folder / "w320.avif", pictures.quarters(), "AVIF").read_bytes()
    at = avif.index(b"mdat") - 4
    (size,) = struct.unpack_from(">I", avif, at)
    hidden = avif[:at] + struct.pack(">I", size + 6) + avif[at + 4 :] + b"SpyCam"
    for name, content in (("w320.jpg", thumbnail), ("w320.avif", hidden), ("w320.jpg", b""), ("w320.jpg", b"<html>")):
        assert await leftovers(folder / name, content), name


async def test_an_animation_is_no_published_picture(folder: Path) -> None:
    path = folder / "w320.webp"
    pictures.save(path, pictures.quarters(), "WEBP", save_all=True, append_images=[pictures.noise()])
    assert "ANIM" in "".join(await prove([path], LIMITS))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (film(box(b"udta", box(b"\xa9xyz", b"+52.5+013.4/"))), "a box 'udta'"),
        (film(box(b"meta", bytes(20))), "a box 'meta'"),
        (film(track=box(b"udta", b"SpyCam")), "a box 'udta'"),
        (film() + box(b"uuid", bytes(16) + b"SpyCam"), "a box 'uuid'"),
        (film() + box(b"free", b"SpyCam"), "a box 'free'"),
        (film(made_at=3_700_000_000), "the date at which it was made"),
        (film(kind=b"mebx"), "a track of 'mebx'"),
        (film(kind=b"tmcd"), "a track of 'tmcd'"),
        (film(name=b"Alices iPhone"), "a track named 'Alices iPhone'"),
        (film() + b"SpyCam", "6 bytes that are in no box"),
        (film()[:-5], "bytes that are in no box"),
        (b"SpyCam SpyCam", "it is not an MP4"),
    ],
)
async def test_what_a_film_says_besides_is_found(folder: Path, content: bytes, words: str) -> None:
    assert await leftovers(folder / "video.mp4", film()) == []
    assert words in "\n".join(await leftovers(folder / "video.mp4", content))


@pytest.mark.parametrize(
    "line", ["# recorded at home", "#EXT-X-TITLE:at home in Berlin", "https://spy.example/x.mp4", "é"]
)
async def test_a_playlist_says_nothing_but_how_to_play(folder: Path, line: str) -> None:
    assert await leftovers(folder / "v480.m3u8", PLAYLIST.encode()) == []
    assert await leftovers(folder / "v480.m3u8", f"{PLAYLIST}{line}\n".encode())


async def test_every_file_is_looked_at_and_none_is_taken_on_trust(folder: Path) -> None:
    clean = pictures.save(folder / "w320.jpg", pictures.quarters())
    dirty = pictures.with_metadata(folder / "w640.jpg", "JPEG")
    strange = folder / "w640.tiff"
    pictures.save(strange, Image.new("L", (8, 8)), "TIFF")
    names = {leftover.split(":")[0] for leftover in await prove([clean, dirty, strange], LIMITS)}
    assert names == {"w640.jpg", "w640.tiff"}
