"""In the child: what a stranger's video is. Its packets are all counted, but only one picture of it is decoded."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from server.media import sentences
from server.media.child.video import codecs
from server.media.child.video.colour import Colour, colour
from server.media.child.video.cut import is_cut_off
from server.media.child.video.refusals import (
    broken,
    check_bytes,
    check_length,
    check_size,
    check_unprotected,
    check_whole,
)
from server.media.refused import Refused

# Beyond this a pixel's shape is an error in the file.
MAX_PIXEL_ASPECT = 10


class Times(NamedTuple):
    """Of one stream's packets: when the first begins and the last ends, and how many there are."""

    start: Fraction
    end: Fraction
    packets: int

    @property
    def seconds(self) -> float:
        """How long that is."""
        return float(self.end - self.start)


class Video(NamedTuple):
    """`width` and `height` are as people see it: upright and with square pixels; `stored` is what a decoder gives.

    `picture_seconds` is when its last picture ends, `seconds` also its last sound; `late`: it begins with sound only.
    `rate` is how many pictures a second it has, `nominal_rate` what its container has for that. `picture` and `sound`
    are stream numbers.
    """

    kind: str
    width: int
    height: int
    stored: tuple[int, int]
    pixels: str
    colour: Colour
    interlaced: bool
    seconds: float
    picture_seconds: float
    late: bool
    rate: float
    nominal_rate: float
    picture: int
    sound: int | None


@contextmanager
def opened(source: Path, kind: str) -> Iterator[InputContainer]:
    """The file, by the one demuxer that its kind has, following no reference to another. Raises Refused."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": codecs.CONTAINERS,
        "codec_whitelist": codecs.DECODERS,
    }
    check_unprotected(source, kind)
    with _unreadable_means_refused(source, kind):
        container = av.open(f"file:{source}", "r", codecs.DEMUXERS[kind], options, metadata_errors="replace")
    with container, _unreadable_means_refused(source, kind):
        yield container


def probe(container: InputContainer, source: Path, kind: str, order: dict[str, Any]) -> Video:
    """Read all of an opened file. Raises Refused for what cannot be shown, or is more than `order` allows."""
    check_bytes(source.stat().st_size, order["image_bytes" if kind == "gif" else "video_bytes"])
    picture, sound = _picture(container), _sound(container)
    check_size(picture.width, picture.height, order["image_pixels"])
    picture.codec_context.thread_count = order["threads"]
    frame, times = _read(container, picture, sound)
    if frame is None or is_cut_off(source, kind):
        raise broken(source, kind)
    seen = times[picture.index]
    # What is before 0 is there for decoders only.
    start = max(Fraction(0), min(time.start for time in times.values()))
    seconds = float(max(time.end for time in times.values()) - start)
    check_length(seconds, order["video_seconds"])
    if kind == "webm":  # an MP4 tells of each packet where it is
        check_whole(seconds, (container.duration or 0) / av.time_base)
    width, height = _as_seen(frame, picture.sample_aspect_ratio)
    check_size(width, height, order["image_pixels"])
    return Video(
        kind=kind,
        width=width,
        height=height,
        stored=(frame.width, frame.height),
        pixels=frame.format.name,
        colour=_colour(frame),
        interlaced=frame.interlaced_frame,
        seconds=seconds,
        picture_seconds=float(seen.end - start),
        late=seen.start > start,
        rate=seen.packets / max(seen.seconds, 0.001),
        nominal_rate=float(picture.guessed_rate or 0),
        picture=picture.index,
        sound=sound.index if sound and sound.index in times else None,
    )


def _picture(container: InputContainer) -> VideoStream:
    moving = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not moving:
        raise Refused("no_video", sentences.ONLY_SOUND if container.streams.audio else sentences.NO_VIDEO)
    if (codec := _codec(moving[0])) not in codecs.PICTURE:
        raise codecs.unreadable_picture(codec)
    return moving[0]


def _sound(container: InputContainer) -> Stream | None:
    """The first that can be read: iPhones add one of their own to a plain one."""
    streams = container.streams.audio
    readable = (stream for stream in streams if _codec(stream) in codecs.SOUND)
    if (found := next(readable, None)) is None and streams:
        raise codecs.unreadable_sound(_codec(streams[0]))
    return found


def _codec(stream: Stream) -> str:
    # There is none for what this build of ffmpeg has never heard of.
    context: Any = stream.codec_context
    return context.codec.canonical_name if context else ""


def _read(
    container: InputContainer, picture: VideoStream, sound: Stream | None
) -> tuple[VideoFrame | None, dict[int, Times]]:
    """The first picture that can be decoded, and the times of each stream that has any packets."""
    frame = None
    times: dict[int, Times] = {}
    for packet in container.demux([stream for stream in (picture, sound) if stream]):
        if frame is None and packet.stream_index == picture.index:
            frame = _first_frame(packet)
        if packet.size and packet.pts is not None:
            start = packet.pts * packet.time_base
            end = start + (packet.duration or 0) * packet.time_base
            known = times.get(packet.stream_index, Times(start, end, 0))
            times[packet.stream_index] = Times(min(known.start, start), max(known.end, end), known.packets + 1)
    return (frame if picture.index in times else None), times


def _first_frame(packet: Any) -> VideoFrame | None:
    try:
        return next(iter(packet.decode()), None)
    except av.FFmpegError:  # what comes next may be sound
        return None


def _as_seen(frame: VideoFrame, aspect: Fraction | None) -> tuple[int, int]:
    width, height = frame.width, frame.height
    if aspect and 1 / MAX_PIXEL_ASPECT <= aspect <= MAX_PIXEL_ASPECT:
        width = max(1, round(width * aspect))
    return (height, width) if round(frame.rotation / 90) % 2 else (width, height)


def _colour(frame: VideoFrame) -> Colour:
    numbers = (frame.color_primaries, frame.colorspace, frame.color_trc, frame.color_range)
    return colour(*numbers, size=(frame.width, frame.height))


@contextmanager
def _unreadable_means_refused(source: Path, kind: str) -> Iterator[None]:
    try:
        yield
    # Also when it lacked memory: it looks at one packet at a time, and only nonsense is too large for that.
    except av.FFmpegError as error:
        raise broken(source, kind) from error
