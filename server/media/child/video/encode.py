"""In the child: from a stranger's video to the files that are published, in one run of ffmpeg."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.media.child.video import codecs, ffmpeg
from server.media.child.video.filters import graph
from server.media.child.video.ladder import Rung, progressive
from server.media.child.video.probe import Video
from server.media.child.video.refusals import broken

# Half the bytes of superfast for an eighth more time (PERF.md, P9).
PRESET, QUALITY = "veryfast", 23
SEGMENT_SECONDS = 4
SOUND_KBITS = 128
TIMESCALE = 90_000
PROGRESSIVE = "video.mp4"
POSTER = "poster.png"

_FRAGMENTED = "movflags=+cmaf+frag_keyframe+empty_moov+default_base_moof+skip_trailer"
# An encoder begins with a little silence, for which players of fragments make no allowance.
_WITHOUT_LEAD_IN = r"bsfs/a=noise=drop=lt(pts\\\\,0)"
_LOUDNESS = re.compile(r"I:\s+(-?\d+\.\d+) LUFS")
_SILENCE = -70.0

SayStage = Callable[[str, int, int], None]


def encode(
    video: Video, rungs: list[Rung], source: Path, into: Path, order: dict[str, Any], say_stage: SayStage
) -> float | None:
    """Write v<side>.mp4 for each rung, PROGRESSIVE and POSTER into the folder. How loud it is, in LUFS.

    Raises Refused for a file with too many errors in it, and FfmpegFailed.
    """
    arguments = [
        *_input(video, source, order),
        *("-filter_complex_threads", str(order["threads"]), "-filter_complex", graph(video, rungs)),
        *_encoders(video, rungs, order),
        *_outputs(video, rungs),
        *("-map", "[poster]", "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1", POSTER),
    ]
    try:
        said = ffmpeg.run(arguments, into, _percent(video.seconds, say_stage))
    except ffmpeg.BadInput as error:
        raise broken(source, video.kind) from error
    found = _LOUDNESS.findall(said)
    return float(found[-1]) if found and float(found[-1]) > _SILENCE else None


def _input(video: Video, source: Path, order: dict[str, Any]) -> list[str]:
    return [
        *("-f", codecs.DEMUXERS[video.kind], "-protocol_whitelist", "file"),
        *("-format_whitelist", codecs.CONTAINERS, "-codec_whitelist", codecs.DECODERS),
        *("-threads", str(order["threads"]), "-max_pixels", str(order["image_pixels"])),
        *("-apply_cropping", "codec"),
        *(("-trans_color", str(0xFFFFFFFF)) if video.kind == "gif" else ()),
        *("-t", f"{math.ceil(video.seconds) + 1}"),
        *("-i", f"file:{source.absolute()}"),
    ]


def _encoders(video: Video, rungs: list[Rung], order: dict[str, Any]) -> list[str]:
    options = []
    for index, rung in enumerate(rungs):
        kbits = rung.kbits(video.rate)
        options += ["-map", f"[v{index}]", f"-maxrate:v:{index}", f"{kbits}k", f"-bufsize:v:{index}", f"{2 * kbits}k"]
        options += [f"-level:v:{index}", rung.level(video.rate)]
    if video.sound is not None:
        options += ["-map", "[sound]", "-c:a", "aac", "-b:a", f"{SOUND_KBITS}k"]
    return [
        *options,
        *("-c:v", "libx264", "-preset", PRESET, "-crf", str(QUALITY), "-profile:v", "high"),
        *("-threads:v", str(order["threads"]), "-fps_mode:v", "vfr", "-enc_time_base:v", f"1/{TIMESCALE}"),
        # Of pictures in another order than they are shown, MP4 has no place for how long the last one stays.
        *(("-bf:v", "0") if video.kind == "gif" else ()),
        # Each segment begins with a picture that needs no other, at the same time in all sizes.
        *("-force_key_frames:v", f"expr:gte(t,n_forced*{SEGMENT_SECONDS})"),
        *("-g:v", "9999", "-sc_threshold:v", "0"),
        # x264 signs its work, and hands on what a camera wrote between the pictures.
        *("-a53cc:v", "0", "-bsf:v", "filter_units=remove_types=6"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-metadata:s", "encoder="),
        *("-flags", "+global_header+bitexact", "-fflags", "+bitexact"),
    ]


def _outputs(video: Video, rungs: list[Rung]) -> list[str]:
    """Every stream is encoded once; the files choose among them."""
    sound = video.sound is not None
    lead_in = f":{_WITHOUT_LEAD_IN}" if sound else ""
    files = [_file(index, sound, _FRAGMENTED + lead_in, f"{rung.name}.mp4") for index, rung in enumerate(rungs)]
    files.append(_file(rungs.index(progressive(rungs)), sound, "movflags=+faststart", PROGRESSIVE))
    return ["-f", "tee", "|".join(files)]


def _file(index: int, sound: bool, options: str, name: str) -> str:
    streams = f"v:{index},a" if sound else f"v:{index}"
    return rf"[f=mp4:fflags=+bitexact:{options}:select=\'{streams}\']{name}"


def _percent(seconds: float, say_stage: SayStage) -> Callable[[float], None]:
    said = -1

    def on_time(done: float) -> None:
        nonlocal said
        # The last file is still to be finished when all is encoded.
        percent = min(99, int(done * 100 / max(seconds, 0.001)))
        if percent > said:
            said = percent
            say_stage("encoding", percent, 100)

    return on_time
