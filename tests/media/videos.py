"""Videos as phones, browsers and worse make them, made on the spot. Every function writes `path` and returns it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]
from PIL import Image

from server.media.child.walk import boxes
from tests.media import pictures

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
QUICK = ("-preset", "ultrafast", "-crf", "12")
BT709 = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
# What VP8 always is
AS_BT601 = "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p"
AS_BT709 = f"scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,{BT709}"

H264 = ("-c:v", "libx264", *QUICK)
HEVC = ("-c:v", "libx265", *QUICK, "-tag:v", "hvc1", "-x265-params", "log-level=error")
HEVC_10 = (*HEVC, "-pix_fmt", "yuv420p10le")
HDR10 = (
    *("-vf", "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv"),
    *("-c:v", "libx265", *QUICK, "-tag:v", "hvc1", "-x265-params"),
    "log-level=error:max-cll=1000,400:"
    "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)",
)
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "2M")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M")
AV1 = ("-c:v", "libsvtav1", "-preset", "11", "-crf", "20", "-svtav1-params", "lp=1")
PRORES = ("-c:v", "prores_ks")

MUTE: tuple[str, ...] = ("-an",)
AAC = ("-c:a", "aac")
OPUS = ("-c:a", "libopus")

APPLE = (
    *("-metadata", "com.apple.quicktime.location.ISO6709=+43.4670+011.8850+277.031/"),
    *("-metadata", "com.apple.quicktime.make=Apple", "-metadata", "com.apple.quicktime.model=iPhone 13"),
    *("-metadata", "com.apple.quicktime.creationdate=2024-05-01T12:30:05+0200", "-movflags", "use_metadata_tags"),
)
ANDROID = (
    *("-metadata", "location=+43.4670+011.8850/", "-metadata", "creation_time=2024-05-01T12:30:05Z"),
    *("-metadata", "artist=Jane Doe", "-metadata", "comment=At grandmother's"),
)


def ffmpeg(*arguments: str) -> None:
    """Run it; its complaints become ours."""
    subprocess.run([FFMPEG, "-v", "error", "-nostdin", "-y", *arguments], check=True)


def clip(
    path: Path,
    *codecs: str,
    size: tuple[int, int] = (320, 240),
    seconds: float = 1,
    rate: int = 10,
    filters: str = "null",
) -> Path:
    """A test picture that moves, with a tone unless `codecs` has MUTE."""
    width, height = size
    moving = f"testsrc2=s={width}x{height}:r={rate}:d={seconds},{filters}"
    tone = f"sine=frequency=440:d={seconds}:r=48000"
    ffmpeg("-f", "lavfi", "-i", moving, "-f", "lavfi", "-i", tone, *codecs, str(path))
    return path


def still(path: Path, image: Image.Image, *codecs: str, seconds: float = 0.5, filters: str = AS_BT709) -> Path:
    """This picture, for a while, and silence."""
    shown = pictures.save(path.with_suffix(".still.png"), image, "PNG")
    ffmpeg("-loop", "1", "-r", "10", "-t", str(seconds), "-i", str(shown), "-vf", filters, *codecs, str(path))
    shown.unlink()
    return path


def turned(path: Path, degrees: int) -> Path:
    """As a phone held otherwise stores it: with a note that it is to be turned so far, counter-clockwise."""
    upright = path.rename(path.with_stem("stored"))
    ffmpeg("-display_rotation", str(degrees), "-i", str(upright), "-c", "copy", str(path))
    upright.unlink()
    return path


def flash_and_beep(path: Path, *codecs: str, at: float = 0.8, seconds: float = 2, filters: str = "null") -> Path:
    """Black and silent, but for a fifth of a second."""
    lasting = rf"between(t\,{at}\,{at + 0.2})"
    black = rf"color=black:s=320x240:r=30:d={seconds},drawbox=c=white:t=fill:enable={lasting},{filters}"
    silence = rf"aevalsrc=if({lasting}\,0.5*sin(2*PI*880*t)\,0):d={seconds}:s=48000"
    ffmpeg("-f", "lavfi", "-i", black, "-f", "lavfi", "-i", silence, "-fps_mode", "vfr", *codecs, str(path))
    return path


def again(path: Path, source: Path, *options: str, before: Sequence[str] = ()) -> Path:
    """The same streams in another file."""
    ffmpeg(*before, "-i", str(source), "-map", "0", "-c", "copy", *options, str(path))
    return path


def with_extras(path: Path, source: Path) -> Path:
    """With chapters, subtitles and a cover picture."""
    chapters, subtitles, cover = (path.with_suffix(suffix) for suffix in (".txt", ".srt", ".jpg"))
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=At grandmother's\n")
    subtitles.write_text("1\n00:00:00,000 --> 00:00:00,500\nHello\n")
    pictures.save(cover, pictures.quarters())
    inputs = [option for file in (source, chapters, subtitles, cover) for option in ("-i", str(file))]
    maps = ("-map", "0", "-map_metadata", "1", "-map", "2", "-map", "3")
    ffmpeg(*inputs, *maps, "-c", "copy", "-c:s", "mov_text", "-disposition:v:1", "attached_pic", str(path))
    return path


def spoilt(path: Path, share: float) -> Path:
    """With zeros in place of this share of the frames' bytes, spread over the whole video."""
    content = bytearray(path.read_bytes())
    frames = max(boxes(bytes(content)), key=lambda part: part.end - part.at)
    for at in range(frames.body + 2000, frames.end - 1000, 1000):
        content[at : at + int(1000 * share)] = bytes(int(1000 * share))
    path.write_bytes(content)
    return path
