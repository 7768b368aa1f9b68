"""Watching and hearing what became of a video."""

import io
import re
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.video.frame import VideoFrame
from PIL import Image

from server.media.sandbox import Limits, Rendered, render
from tests.media.looking import LIMITS

BT709, LIMITED = 1, 1
FULL = 2
SOUND_RATE = 48_000


class Variant(NamedTuple):
    """A line of a master playlist, and the playlist that it names."""

    attributes: dict[str, str]
    playlist: Path


class Segment(NamedTuple):
    """`bytes` of the file, from `at` on, last so many seconds."""

    at: int
    bytes: int
    seconds: float


class Playlist(NamedTuple):
    """One rung: its file, how many bytes of it come before all segments, and these."""

    file: Path
    header: int
    segments: list[Segment]

    def playable(self, index: int) -> io.BytesIO:
        """What a player has in its hands that has fetched this segment and no other."""
        content, segment = self.file.read_bytes(), self.segments[index]
        return io.BytesIO(content[: self.header] + content[segment.at : segment.at + segment.bytes])


async def published(file: Path, into: Path, limits: Limits = LIMITS) -> Rendered:
    """The file, rendered as for a post."""
    into.mkdir()

    async def ignore(stage: str, done: int, of: int) -> None:
        pass

    return await render(file, into, "photo", limits, ignore)


def frames(file: Path | io.BytesIO) -> list[tuple[float, VideoFrame]]:
    """When each picture is shown."""
    with av.open(file if isinstance(file, io.BytesIO) else str(file), "r") as container:
        stream = container.streams.video[0]
        start = float((stream.start_time or 0) * (stream.time_base or 0))
        return [(frame.time - start, frame) for frame in container.decode(video=0)]


def image(frame: VideoFrame) -> Image.Image:
    """As a browser shows a picture in Rec. 709."""
    assert (frame.color_primaries, frame.colorspace, frame.color_trc, frame.color_range) == (BT709,) * 3 + (LIMITED,)
    shown = frame.reformat(format="rgb24", src_colorspace=BT709, src_color_range=LIMITED, dst_color_range=FULL)
    return Image.fromarray(shown.to_ndarray().astype(np.uint8))


def first_picture(file: Path) -> Image.Image:
    """The one at the beginning."""
    return image(frames(file)[0][1])


def brightness(frame: VideoFrame) -> float:
    """From 0 to 255."""
    return float(np.asarray(image(frame)).mean())


def brightest(shown: Image.Image) -> int:
    """Of its pixels, from 0 to 255."""
    return int(np.asarray(shown.convert("L")).max())


def seen_from(file: Path) -> float:
    """When the first picture is shown that is not dark."""
    return next(time for time, frame in frames(file) if brightness(frame) > 128)


def heard_from(file: Path) -> float:
    """When there is the first sound."""
    with av.open(str(file)) as container:
        resampler = AudioResampler("flt", "mono", SOUND_RATE)
        loud: list[float] = []
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                found = np.flatnonzero(np.abs(part.to_ndarray()[0]) > 0.05)
                loud += [part.time + found[0] / SOUND_RATE] if len(found) else []
        return loud[0]


def variants(result: Rendered) -> list[Variant]:
    """What the master playlist offers."""
    master = named(result, "master.m3u8")
    lines = re.findall(r"#EXT-X-STREAM-INF:(.*)\n(.*)\n", master.read_text())
    return [
        Variant(dict(re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', said)), master.with_name(name)) for said, name in lines
    ]


def playlist(path: Path) -> Playlist:
    """A rung's."""
    text = path.read_text()
    ((name, header),) = re.findall(r'#EXT-X-MAP:URI="(.*)",BYTERANGE="(\d+)@0"', text)
    found = re.findall(rf"#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@(\d+)\n{name}\n", text)
    segments = [Segment(int(at), int(length), float(seconds)) for seconds, length, at in found]
    return Playlist(path.with_name(name), int(header), segments)


def named(result: Rendered, name: str) -> Path:
    """Where a published file is."""
    return next(file.path for file in result.files if file.name == name)


def videos(result: Rendered) -> list[Path]:
    """All that move."""
    return [file.path for file in result.files if file.media_type == "video/mp4"]


def posters(result: Rendered) -> list[Image.Image]:
    """All still pictures."""
    return [Image.open(file.path).convert("RGB") for file in result.files if file.media_type.startswith("image/")]


def channels(file: Path) -> int:
    """Of its sound; 0 for none."""
    with av.open(str(file)) as container:
        return container.streams.audio[0].codec_context.channels if container.streams.audio else 0


def codecs(file: Path) -> str:
    """As RFC 6381 writes them."""
    with av.open(str(file)) as container:
        profile = bytes(container.streams.video[0].codec_context.extradata or b"")[1:4].hex()
        sound = ",mp4a.40.2" if container.streams.audio else ""
    return f"avc1.{profile}{sound}"


def lengths(file: Path) -> list[float]:
    """When the last picture and the last sound end."""
    times: dict[str, list[float]] = {"video": [], "audio": []}
    with av.open(str(file)) as container:
        for packet in container.demux():
            if packet.pts is not None:
                ends = packet.pts + (packet.duration or 0)
                times[packet.stream.type] += [float(packet.pts * packet.time_base), float(ends * packet.time_base)]
    return [max(times[kind]) - min(times[kind]) for kind in ("video", "audio")]
