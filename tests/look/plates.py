"""Photos and videos as a worker would leave them, made here and quickly: for tests of how they look and play."""

import hashlib
import io
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bson import ObjectId
from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-untyped]
from PIL import Image

from server.media import thumbhash
from server.media.models import READY, VIDEO, Captions, Item, Media, Original, Rendition
from server.media.storage import store
from server.relationships.queries import PUBLIC
from server.stores.documents import dump, now
from server.stores.mongo import collection
from tests import documents
from tests.cast import Person

HLS = "application/vnd.apple.mpegurl"
FORMATS = (("avif", "AVIF", "image/avif"), ("webp", "WEBP", "image/webp"), ("jpg", "JPEG", "image/jpeg"))
WIDTHS = (320, 640, 1080, 1600)
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac", "-shortest")
FRAGMENTS = ("-f", "hls", "-hls_segment_type", "fmp4", "-hls_flags", "single_file", "-hls_playlist_type", "vod")


@dataclass
class Plate:
    """An item, and the bytes that its addresses name."""

    item: Item
    kept: dict[str, bytes] = field(default_factory=dict)


def picture(width: int, height: int, shade: int = 0) -> Image.Image:
    """Something with a top, a bottom and edges: cut off anywhere, it shows."""
    image = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (image, image.point(lambda value: 255 - value), Image.new("L", image.size, shade)))
    image.paste((240, 240, 230), (0, 0, width, height // 40))
    image.paste((20, 20, 30), (0, height - height // 40, width, height))
    return image


def photo(image: Image.Image, alt: str = "", **more: Any) -> Plate:
    """A photo in three formats and up to four widths."""
    kept: dict[str, bytes] = {}
    return Plate(_item(image, _pictures(image, kept), alt, more), kept)


def video(
    image: Image.Image, alt: str = "", *, seconds: int = 4, sound: bool = True, words: str = "", **more: Any
) -> Plate:
    """A picture that one moves towards, with a tone: as HLS of one rung, and as one file."""
    kept: dict[str, bytes] = {}
    renditions = _pictures(image, kept)
    with TemporaryDirectory() as folder:
        _film(image, seconds, sound, Path(folder))
        renditions += _streams(Path(folder), image.width, image.height, kept)
    if words:
        sha256 = _keep(f"WEBVTT\n\n00:00.000 --> 00:{seconds:02}.000\n{words}\n".encode(), kept)
        more["captions"] = [Captions(language="en", label="English", sha256=sha256, bytes=len(kept[sha256]))]
    return Plate(_item(image, renditions, alt, more | {"kind": VIDEO, "seconds": seconds, "has_sound": sound}), kept)


async def published(author: Person, *plates: Plate, caption: str = "") -> str:
    """A published post of these, with all their bytes; its id."""
    for plate in plates:
        await _upload(author, plate)
    return await documents.published(author, caption, items=dump([plate.item for plate in plates]))


async def _upload(owner: Person, plate: Plate) -> None:
    item = plate.item
    types = {rendition.sha256: rendition.media_type for rendition in item.renditions}
    for sha256, data in plate.kept.items():
        await store.keep_bytes(data, types.get(sha256, "text/vtt"), item.media)
    media = Media(
        id=item.media,
        owner=await documents.account_id(owner),
        plan="photo",
        state=READY,
        audience=PUBLIC,
        kind=item.kind,
        original=Original(sha256=item.renditions[0].sha256, bytes=item.renditions[0].bytes, format="jpeg"),
        width=item.width,
        height=item.height,
        created_at=now(),
        next_try_at=documents.FAR,
        queued_at=documents.FAR,
        renditions=item.renditions,
        captions=item.captions,
    )
    await collection("media").insert_one(dump(media))


def _item(image: Image.Image, renditions: list[Rendition], alt: str, more: dict[str, Any]) -> Item:
    small = image.copy()
    small.thumbnail((100, 100))
    return Item(
        media=ObjectId(),
        alt=alt,
        width=image.width,
        height=image.height,
        placeholder=thumbhash.encode(small),
        renditions=renditions,
        **more,
    )


def _keep(data: bytes, kept: dict[str, bytes]) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    kept[sha256] = data
    return sha256


def _rendition(name: str, media_type: str, size: tuple[int, int], data: bytes, kept: dict[str, bytes]) -> Rendition:
    sha256 = _keep(data, kept)
    return Rendition(name=name, media_type=media_type, width=size[0], height=size[1], bytes=len(data), sha256=sha256)


def _pictures(image: Image.Image, kept: dict[str, bytes]) -> list[Rendition]:
    made = []
    for width in [width for width in WIDTHS if width <= image.width] or [image.width]:
        smaller = image.resize((width, max(1, round(width * image.height / image.width))))
        for ending, pillow, media_type in FORMATS:
            out = io.BytesIO()
            smaller.save(out, pillow, quality=80)
            made.append(_rendition(f"w{width}.{ending}", media_type, smaller.size, out.getvalue(), kept))
    return made


def _film(image: Image.Image, seconds: int, sound: bool, folder: Path) -> None:
    """v.mp4 with v.m3u8, and video.mp4."""
    image.save(folder / "still.png")
    tone = ("-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}") if sound else ()
    size = f"{image.width // 2 * 2}x{image.height // 2 * 2}"
    zoom = f"zoompan=z='1+0.001*on':d={seconds * 25}:s={size}:fps=25"
    still = ("-loop", "1", "-t", str(seconds), "-i", "still.png")
    _ffmpeg(folder, *still, *tone, "-vf", zoom, "-t", str(seconds), *H264, "-movflags", "+faststart", "video.mp4")
    _ffmpeg(folder, "-i", "video.mp4", "-c", "copy", *FRAGMENTS, "-hls_time", "1", "v.m3u8")


def _ffmpeg(folder: Path, *arguments: str) -> None:
    command = (get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y", *arguments)
    subprocess.run(command, cwd=folder, check=True)


def _streams(folder: Path, width: int, height: int, kept: dict[str, bytes]) -> list[Rendition]:
    size = (width, height)
    (fragments,) = folder.glob("v*.m4s")
    rung = _rendition(f"v{height}.mp4", "video/mp4", size, fragments.read_bytes(), kept)
    index = (folder / "v.m3u8").read_text().replace(fragments.name, rung.path)
    rung_list = _rendition(f"v{height}.m3u8", HLS, size, index.encode(), kept)
    about = f"BANDWIDTH=1000000,RESOLUTION={width}x{height}"
    master = f"#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:{about}\n{rung_list.path}\n"
    whole = _rendition("video.mp4", "video/mp4", size, (folder / "video.mp4").read_bytes(), kept)
    return [rung, rung_list, _rendition("master.m3u8", HLS, (0, 0), master.encode(), kept), whole]
