"""In the child: a stranger's video, from its bytes to what is published of it. The child calls this, nobody else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL.PngImagePlugin import PngImageFile

from server.media.child.render import render_posters
from server.media.child.video import encode as encoding
from server.media.child.video import playlist
from server.media.child.video.findings import camera, findings
from server.media.child.video.ladder import Rung, ladder, progressive
from server.media.child.video.probe import opened, probe
from server.media.child.video.refusals import check_whole

MASTER = "master.m3u8"


def inspect(source: Path, kind: str, order: dict[str, Any]) -> dict[str, Any]:
    """What the video is, and what it tells about its owner. Raises Refused."""
    with opened(source, kind) as container:
        video = probe(container, source, kind, order)
        told = {"findings": findings(container), "camera": camera(container)}
    about = {"width": video.width, "height": video.height, "seconds": video.seconds}
    return {"kind": "video", "format": kind, **about, **told}


def render(
    source: Path, kind: str, order: dict[str, Any], say_stage: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Everything that is published, in the folder `into`; `files` is in the order in which they refer to each other.

    Raises Refused for what is the file's fault, FfmpegFailed for what is ours.
    """
    into = Path(order["into"])
    with opened(source, kind) as container:
        video = probe(container, source, kind, order)
    say_stage("encoding", 0, 100)
    rungs = ladder(video.width, video.height)
    loudness = encoding.encode(video, rungs, source, into, order, say_stage)
    streams = [playlist.read(into / f"{rung.name}.mp4", rung) for rung in rungs]
    check_whole(streams[0].picture_seconds, video.picture_seconds)
    say_stage("encoding", 100, 100)
    posters, placeholder = _posters(into)
    say_stage("rendition", 1, 1)
    return {
        "width": video.width,
        "height": video.height,
        "seconds": round(streams[0].seconds, 3),
        "loudness": loudness,
        "has_sound": video.sound is not None,
        "loops": kind == "gif",
        "placeholder": placeholder,
        "files": [*_videos(rungs), *_playlists(streams, into), *posters],
    }


def _videos(rungs: list[Rung]) -> list[dict[str, Any]]:
    names = [*((f"{rung.name}.mp4", rung) for rung in rungs), (encoding.PROGRESSIVE, progressive(rungs))]
    return [{"name": name, "width": rung.width, "height": rung.height} for name, rung in names]


def _playlists(streams: list[playlist.Stream], into: Path) -> list[dict[str, Any]]:
    texts = {f"{stream.rung.name}.m3u8": playlist.media_playlist(stream) for stream in streams}
    texts[MASTER] = playlist.master_playlist(streams)
    for name, text in texts.items():
        (into / name).write_text(text)
    return [{"name": name, "width": 0, "height": 0} for name in texts]


def _posters(into: Path) -> tuple[list[dict[str, Any]], str]:
    chosen = into / encoding.POSTER
    with PngImageFile(chosen) as image:
        made = render_posters(image.convert("RGB"), into)
    chosen.unlink()
    return made
