"""In the child: HLS playlists for fragmented MP4 files of our own, to be fetched by ranges of bytes (RFC 8216)."""

import math
import mmap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import av
from av.container import InputContainer

from server.media.child.video.ladder import Rung
from server.media.child.walk import boxes

_SOUND_CODEC = "mp4a.40.2"


class Segment(NamedTuple):
    """Some seconds of a video, and where in the file their bytes are."""

    at: int
    bytes: int
    seconds: float


class Stream(NamedTuple):
    """One published size: `picture_seconds` is how long it moves, `seconds` how long it can be heard, too."""

    rung: Rung
    codecs: str
    rate: float
    seconds: float
    picture_seconds: float
    header_bytes: int
    segments: list[Segment]


def read(path: Path, rung: Rung) -> Stream:
    """What ffmpeg made of a rung: a header, and fragments that each begin with a picture that needs no other."""
    header_bytes, fragments = _layout(path)
    starts: list[float] = []
    lengths: dict[int, float] = {}
    pictures = 0
    with av.open(str(path), format="mov") as container:
        picture = container.streams.video[0].index
        for stream, is_key, start, end in _packets(container):
            lengths[stream] = max(lengths.get(stream, 0), end)
            if stream == picture:
                pictures += 1
                starts += [start] if is_key else []
        profile = bytes(container.streams[picture].codec_context.extradata or b"")[1:4].hex()
        codecs = ",".join([f"avc1.{profile}", *([_SOUND_CODEC] if container.streams.audio else [])])
    seconds = max(lengths.values())
    lasting = (end - start for start, end in pairwise([*starts, seconds]))
    return Stream(
        rung=rung,
        codecs=codecs,
        rate=pictures / max(lengths[picture], 0.001),
        seconds=seconds,
        picture_seconds=lengths[picture],
        header_bytes=header_bytes,
        segments=[Segment(*where, length) for where, length in zip(fragments, lasting, strict=True)],
    )


def _packets(container: InputContainer) -> Iterator[tuple[int, bool, float, float]]:
    """Stream, whether it needs no other, start and end of each packet."""
    firsts: dict[int, int] = {}
    for packet in container.demux():
        if packet.pts is not None:
            # Ours all begin at 0, but this demuxer shows what was moved between decoding and showing as a delay.
            since = packet.pts - firsts.setdefault(packet.stream_index, packet.pts)
            end = since + (packet.duration or 0)
            yield (
                packet.stream_index,
                packet.is_keyframe,
                float(since * packet.time_base),
                float(end * packet.time_base),
            )


def _layout(path: Path) -> tuple[int, list[tuple[int, int]]]:
    """The length of the header, and where each fragment begins and how long it is."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        parts = list(boxes(data))
    begins = [part.at for part in parts if part.name == b"moof"]
    return begins[0], [(at, end - at) for at, end in pairwise([*begins, parts[-1].end])]


def media_playlist(stream: Stream) -> str:
    """Of one rung: each segment is a range of its file."""
    name = f"{stream.rung.name}.mp4"
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, *(math.ceil(segment.seconds) for segment in stream.segments))}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{name}",BYTERANGE="{stream.header_bytes}@0"',
    ]
    for segment in stream.segments:
        lines += [f"#EXTINF:{segment.seconds:.6f},", f"#EXT-X-BYTERANGE:{segment.bytes}@{segment.at}", name]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def master_playlist(streams: list[Stream]) -> str:
    """Of all rungs, largest first."""
    return "\n".join(["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", *_variants(streams), ""])


def _variants(streams: list[Stream]) -> Iterator[str]:
    for stream in streams:
        peak = max(segment.bytes * 8 / max(segment.seconds, 0.001) for segment in stream.segments)
        average = sum(segment.bytes for segment in stream.segments) * 8 / max(stream.seconds, 0.001)
        yield (
            f"#EXT-X-STREAM-INF:BANDWIDTH={math.ceil(peak)},AVERAGE-BANDWIDTH={math.ceil(average)},"
            f"RESOLUTION={stream.rung.width}x{stream.rung.height},FRAME-RATE={stream.rate:.3f},"
            f'CODECS="{stream.codecs}"'
        )
        yield f"{stream.rung.name}.m3u8"
