"""What a stranger's video may be made of; anything else is refused before a decoder sees it."""

from server.media import sentences
from server.media.refused import Refused

DEMUXERS = {"mp4": "mov", "mov": "mov", "webm": "matroska", "gif": "gif"}
CONTAINERS = "mov,matroska,webm,gif"

_SAMPLES = ("s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be", "u8", "s8", "alaw", "mulaw")
_PCM = tuple(f"pcm_{samples}" for samples in _SAMPLES)
PICTURE = ("h264", "hevc", "vp8", "vp9", "av1", "gif")
SOUND = ("aac", "mp3", "opus", "vorbis", "alac", "ac3", "eac3", "flac", "amr_nb", "amr_wb", *_PCM)

# Some decoders are not called as what they decode.
_CALLED = {"av1": "libdav1d", "mp3": "mp3float", "amr_nb": "amrnb", "amr_wb": "amrwb"}
DECODERS = ",".join(_CALLED.get(codec, codec) for codec in PICTURE + SOUND)

_NAMES = {
    "prores": "ProRes",
    "prores_raw": "ProRes RAW",
    "mpeg4": "MPEG-4 Part 2 (DivX or Xvid)",
    "mpeg1video": "MPEG-1",
    "mpeg2video": "MPEG-2",
    "h263": "H.263",
    "vvc": "H.266 (VVC)",
    "mjpeg": "Motion JPEG",
    "jpeg2000": "JPEG 2000",
    "dvvideo": "DV",
    "theora": "Theora",
    "cfhd": "CineForm",
    "dnxhd": "DNxHD",
    "svq1": "Sorenson Video",
    "svq3": "Sorenson Video",
    "qtrle": "QuickTime Animation",
    "rawvideo": "uncompressed video",
    "v210": "uncompressed video",
    "apac": "Apple Positional Audio",
    "ac4": "Dolby AC-4",
    "truehd": "Dolby TrueHD",
    "dts": "DTS",
}


def unreadable_picture(codec: str) -> Refused:
    """For a video that is in no codec of ours; "" is unknown."""
    return _unreadable(codec, sentences.PICTURE_UNREADABLE, sentences.PICTURE_UNKNOWN)


def unreadable_sound(codec: str) -> Refused:
    """The same for its sound."""
    return _unreadable(codec, sentences.SOUND_UNREADABLE, sentences.SOUND_UNKNOWN)


def _unreadable(codec: str, message: str, unknown: str) -> Refused:
    if not codec:
        return Refused("codec", unknown)
    return Refused("codec", message, {"codec": _NAMES.get(codec, codec.upper().replace("_", " "))})
