"""The privacy receipt: what a photo tells about its owner is told to her in words, and little of it may be kept."""

import struct
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from server.media.sandbox import inspect
from tests.media import pictures
from tests.media.looking import LIMITS
from tests.media.pictures import KINDS

SAID = [
    ("position", "A position on the map: 52° 31′ 12″ south, 13° 24′ 18″ west, 34 m above the sea, looking east"),
    ("date", "Date and time: 6 May 2024 at 07:08"),
    ("camera", "Camera: SpyCam Model 7"),
    ("serial", "Serial number of the camera: SPY-123"),
    ("serial", "Serial number of the lens: LENS-456"),
    ("owner", "Owner of the camera: Bob Spy"),
    ("owner", "Made by: Alice Spy"),
    ("words", "A comment: “Dear diary”"),
    ("software", "Software: SpySoft 1.0"),
    ("computer", "Computer or phone: Alices computer"),
    ("maker_notes", "The camera maker's own notes, often with serial numbers"),
]
CAMERA = "SpyCam Model 7 · SpyLens 50mm · 50 mm f/1.8 · 1/250 s · ISO 200"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


async def told(file: Path) -> list[tuple[str, str]]:
    return [(finding.kind, finding.words) for finding in (await inspect(file, LIMITS)).findings]


async def told_of(file: Path, tags: dict[int, object], photo_tags: dict[int, object] | None = None) -> list[str]:
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(ExifTags.IFD.Exif).update(photo_tags or {})
    pictures.save(file, pictures.quarters(), exif=exif.tobytes())
    return [words for _, words in await told(file)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
async def test_everything_that_a_photo_tells_is_said_in_words(file: Path, kind: str) -> None:
    pictures.with_metadata(file, kind)
    said = await told(file)
    assert [finding for finding in SAID if finding not in said] == []
    assert "xmp" in dict(said)
    assert (await inspect(file, LIMITS)).camera == CAMERA


@pytest.mark.parametrize("kind", KINDS)
async def test_a_photo_that_tells_nothing_has_an_empty_receipt(file: Path, kind: str) -> None:
    pictures.save(file, pictures.quarters(), kind)
    found = await inspect(file, LIMITS)
    assert (found.findings, found.camera) == ((), "")


async def test_names_and_serial_numbers_are_no_part_of_what_may_be_kept(file: Path) -> None:
    pictures.with_metadata(file, "JPEG")
    camera = (await inspect(file, LIMITS)).camera
    assert camera
    assert not any(word in camera for word in ("123", "456", "Alice", "Bob", "52", "2024"))


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
        ("Apple", "iPhone 13", "Apple iPhone 13"),
        ("", "Model 7", "Model 7"),
        ("SpyCam", "", "SpyCam"),
        ("Spy\n<script>\u202e", "C\tam", "Spy <script> C am"),
        ("x" * 500, "y" * 500, f"{'x' * 59}… {'y' * 59}…"),
    ],
)
async def test_a_camera_is_called_as_people_call_it(file: Path, make: str, model: str, name: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = make.encode(), model.encode()
    pictures.save(file, pictures.quarters(), exif=exif.tobytes())
    assert (await inspect(file, LIMITS)).camera == name


async def test_a_phones_lens_is_called_after_the_phone_and_not_said_twice(file: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "iPhone 13"
    photo = exif.get_ifd(ExifTags.IFD.Exif)
    photo[ExifTags.Base.LensModel] = "iPhone 13 back camera 5.1mm f/1.6"
    photo[ExifTags.Base.FNumber], photo[ExifTags.Base.ExposureTime] = IFDRational(16, 10), IFDRational(2)
    pictures.save(file, pictures.quarters(), exif=exif.tobytes())
    assert (await inspect(file, LIMITS)).camera == "iPhone 13 · f/1.6 · 2 s"


async def test_a_windows_computers_comments_are_read(file: Path) -> None:
    said = await told_of(file, {0x9C9C: "für später\0".encode("utf-16-le"), 0x9C9D: "Zoë\0".encode("utf-16-le")})
    assert said == ["Made by: Zoë", "A comment: “für später”"]


async def test_a_thumbnail_is_told_of_because_it_may_show_what_was_cropped(file: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SpyCam"
    tiff = exif.tobytes()[6:]
    # a second folder behind the first one, with a thumbnail's offset in it
    end = struct.unpack(">L", tiff[4:8])[0] + 2 + 12
    second = struct.pack(">HHHLLL", 1, ExifTags.Base.JpegIFOffset, 4, 1, 200, 0)
    content = tiff[:end] + struct.pack(">L", len(tiff)) + tiff[end + 4 :] + second
    pictures.save(file, pictures.quarters(), exif=b"Exif\0\0" + content)
    assert "thumbnail" in dict(await told(file))
    pictures.save(file, pictures.quarters(), "HEIF", thumbnails=[64])
    assert "thumbnail" in dict(await told(file))


async def test_a_film_behind_a_photo_is_told_of(file: Path) -> None:
    pictures.save(file, pictures.quarters())
    file.write_bytes(file.read_bytes() + b"\0\0\0\x18ftypmp42" + bytes(3000))
    assert await told(file) == [("film", "A short film that was taken with the picture")]
    pictures.save(file, pictures.quarters(), "PNG")
    file.write_bytes(file.read_bytes() + b"PK\3\4 a hidden archive")
    assert await told(file) == [("behind", "Something behind the end of the picture")]


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="52,31.2S" exif:GPSLongitude='13,24,18E'
 aux:SerialNumber="SPY-123" xmp:CreateDate="2024-05-06T07:08:09+02:00"><dc:creator> <rdf:Seq>
 <rdf:li>Alice Spy</rdf:li></rdf:Seq></dc:creator><mwg-rs:Name>Bob Spy</mwg-rs:Name></rdf:Description></x:xmpmeta>"""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
async def test_what_only_xmp_tells_is_told_too(file: Path, kind: str) -> None:
    words = PngInfo()
    words.add_itxt("XML:com.adobe.xmp", XMP, zip=True)
    pictures.save(file, pictures.quarters(), kind, xmp=XMP.encode(), pnginfo=words)
    assert [finding for finding in await told(file) if finding[0] != "xmp"] == [
        ("position", "A position on the map: 52° 31′ 12″ south, 13° 24′ 18″ east"),
        ("date", "Date and time: 6 May 2024 at 07:08"),
        ("serial", "Serial number of the camera: SPY-123"),
        ("owner", "Made by: Alice Spy"),
        ("people", "Somebody in the picture: Bob Spy"),
    ]


async def test_what_imagemagick_keeps_of_a_phones_notes_is_told(file: Path) -> None:
    content = pictures.telling_exif().tobytes()
    words = PngInfo()
    words.add_text("Raw profile type exif", f"\nexif\n    {len(content)}\n{content.hex(chr(10), 36)}\n", zip=True)
    pictures.save(file, pictures.quarters(), "PNG", pnginfo=words)
    broken = pictures.png_chunk(b"zTXt", b"Comment\0\0 never packed")
    file.write_bytes(file.read_bytes()[:33] + broken + file.read_bytes()[33:])
    said = await told(file)
    assert [finding for finding in SAID if finding not in said] == []


async def test_what_a_press_agency_writes_down_is_told(file: Path) -> None:
    records = b"".join(
        b"\x1c\2" + bytes([number]) + struct.pack(">H", len(said)) + said
        for number, said in ((80, b"Alice Spy"), (90, b"Berlin"), (25, b"spring"))
    )
    block = b"8BIM\4\4\0\0" + struct.pack(">L", len(records)) + records
    content = b"Photoshop 3.0\0" + block
    pictures.save(file, pictures.quarters())
    jpeg = file.read_bytes()
    file.write_bytes(jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(content) + 2) + content + jpeg[2:])
    assert (await told(file))[:3] == [
        ("owner", "Made by: Alice Spy"),
        ("place", "A place: Berlin"),
        ("words", "A keyword: “spring”"),
    ]


async def test_comments_are_told_in_their_first_words(file: Path) -> None:
    pictures.save(file, pictures.quarters(), comment=("Dear diary, " * 100).encode())
    ((kind, words),) = await told(file)
    assert kind == "words"
    assert words.startswith("A comment: “Dear diary, Dear diary")
    assert len(words) < 130
    pictures.save(file, pictures.quarters(), "GIF", comment=b"Dear diary")
    assert await told(file) == [("words", "A comment: “Dear diary”")]


async def test_a_receipt_has_an_end(file: Path) -> None:
    words = PngInfo()
    for number in range(5_000):
        words.add_text(f"Note {number}", "x" * 500, zip=True)
    pictures.save(file, pictures.quarters(), "PNG", pnginfo=words)
    assert len(await told(file)) == 10
