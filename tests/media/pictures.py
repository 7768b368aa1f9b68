"""Files as people (and worse) send them, made on the spot. Every function writes `path` and returns it."""

import random
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational
from pillow_heif import register_heif_opener

register_heif_opener()

Colour = tuple[int, int, int]
# As Pillow calls them, and as we do
KINDS = {"JPEG": "jpeg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic", "GIF": "gif"}
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 30), (30, 30, 220), (220, 220, 30)
CORNERS = (RED, GREEN, BLUE, YELLOW)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:p="http://ns.adobe.com/photoshop/1.0/"/>'

# What a camera does to an upright picture before it stores it with this orientation.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(width: int = 400, height: int = 300) -> Image.Image:
    """Red, green, blue and yellow, in reading order."""
    image = Image.new("RGB", (2, 2))
    image.putdata(CORNERS)
    return image.resize((width, height), Image.Resampling.NEAREST)


def noise(width: int = 400, height: int = 300) -> Image.Image:
    """Compresses badly, so that a file has bytes to lose anywhere."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


def save(path: Path, image: Image.Image, kind: str = "JPEG", **options: Any) -> Path:
    image.save(path, kind, **options)
    return path


def oriented(path: Path, orientation: int, upright: Image.Image, kind: str = "JPEG") -> Path:
    """As a turned phone writes it: `upright` to whoever respects the tag."""
    turn = STORED_AS[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return save(path, upright.transpose(turn) if turn is not None else upright, kind, exif=exif.tobytes())


def telling_exif() -> Image.Exif:
    """Where, when, with what, by whom."""
    exif = Image.Exif()
    base = ExifTags.Base
    exif[base.Make], exif[base.Model], exif[base.Software] = "SpyCam", "Model 7", "SpySoft 1.0"
    exif[base.Artist], exif[base.HostComputer] = "Alice Spy", "Alices computer"
    exif[base.DateTime] = "2024:05:06 07:08:09"
    gps = {1: "S", 2: (52.0, 31.0, 12.0), 3: "W", 4: (13.0, 24.0, 18.0), 5: b"\0", 6: 34.2, 17: 91.0}
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            base.BodySerialNumber: "SPY-123",
            base.LensSerialNumber: "LENS-456",
            base.CameraOwnerName: "Bob Spy",
            base.LensModel: "SpyLens 50mm",
            base.FocalLength: IFDRational(50),
            base.FNumber: IFDRational(18, 10),
            base.ExposureTime: IFDRational(1, 250),
            base.ISOSpeedRatings: 200,
            base.MakerNote: b"SpyCam\0own notes",
            base.UserComment: b"ASCII\0\0\0Dear diary",
        }
    )
    return exif


def with_metadata(path: Path, kind: str) -> Path:
    """Everything a file may tell about its owner: place, camera, software, words."""
    options: dict[str, Any] = {"exif": telling_exif().tobytes(), "icc_profile": display_p3()}
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Comment", "SpyCam was here")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return save(path, quarters(), kind, pnginfo=words, **options)
    return save(path, quarters(), kind, xmp=XMP, comment=b"SpyCam was here", **options)


def cut(path: Path, keep: int) -> Path:
    """Only the first bytes; a negative `keep` loses that many at the end."""
    path.write_bytes(path.read_bytes()[:keep])
    return path


def bomb(path: Path, width: int, height: int) -> Path:
    """A true PNG of one colour: huge for a decoder, small on disk."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row * 100) for _ in range(height // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", pixels), png_chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


def display_p3() -> bytes:
    """Apple's Display P3 as an ICC profile: its primaries (adapted to D50) under the sRGB curve."""
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    curve = b"para\0\0\0\0\0\3\0\0" + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    tags = {name: b"XYZ \0\0\0\0" + _fixed(*xyz) for name, xyz in primaries.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags[b"wtpt"] = b"XYZ \0\0\0\0" + _fixed(0.9642, 1.0, 0.8249)
    tags[b"desc"] = tags[b"cprt"] = b"mluc\0\0\0\0" + struct.pack(">II", 0, 12)
    table, data = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", name, 128 + 4 + 12 * len(tags) + len(data), len(value))
        data += padded
    size = 128 + len(table) + len(data)
    header = struct.pack(">I4xI4s4s4s", size, 0x04000000, b"mntr", b"RGB ", b"XYZ ").ljust(36, b"\0") + b"acsp"
    return header.ljust(68, b"\0") + _fixed(0.9642, 1.0, 0.8249).ljust(60, b"\0") + table + data


def numbered_colours(path: Path, primaries: int, transfer: int, kind: str, colour: Colour) -> Path:
    """A plain AVIF or HEIC whose colours are told by two numbers of H.273."""
    save(path, Image.new("RGB", (64, 64), colour), kind, quality=95)
    content = path.read_bytes()
    at = content.index(b"colrnclx") + 8
    path.write_bytes(content[:at] + struct.pack(">HH", primaries, transfer) + content[at + 4 :])
    return path


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)
