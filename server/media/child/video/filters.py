"""In the child: the way from decoded frames to what the encoders get, as a filter graph of ffmpeg.

Everything is decoded once. Frames are brought to the largest size first and to Rec. 709 there; smaller ones are made
from those.
"""

from server.media.child.video.colour import PQ, Colour
from server.media.child.video.ladder import MAX_RATE, Rung
from server.media.child.video.probe import Video

# A white page in HDR (BT.2408), and the brightest that phones record: nits
WHITE, BRIGHTEST = 203, 1000
# Up to half of white nothing changes; what is brighter than white shares the rest.
TONES = f"tonemap=mobius:param=0.5:peak={BRIGHTEST / WHITE:.3f}:desat=0"
POSTER_SECONDS = 8
# Players do without pictures for so many seconds at the end.
MOST_MISSING = 0.1
# Faster than any camera that takes pictures at even times
MOST_STEADY_RATE = 120
# Browsers show Rec. 709 with the curve of sRGB, so that is what it is made for.
_DISPLAY_CURVE = "iec61966-2-1"
_AS_709 = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv:field_mode=prog"


def graph(video: Video, rungs: list[Rung]) -> str:
    """Outputs: [v0] … in the order of `rungs`, [poster] and, of a video with sound, [sound]."""
    lower = range(1, len(rungs))
    outputs = "".join(f"[s{index}]" for index in range(len(rungs)))
    return ";".join(
        [
            f"[0:{video.picture}]{_picture(video, rungs[0])},split={len(rungs) + 2}{outputs}[p][f]",
            "[s0]null[v0]",
            *(f"[s{index}]{_resize(rungs[index])},setsar=1[v{index}]" for index in lower),
            f"[p]{_typical()}[typical]",
            r"[f]select=eq(n\,0)[first]",
            # The first picture comes to its turn when all are black.
            "[typical][first]concat,format=rgb24[poster]",
            *([f"[0:{video.sound}]{_sound(video)}[sound]"] if video.sound is not None else []),
        ]
    )


def _picture(video: Video, rung: Rung) -> str:
    return ",".join(
        filter(
            None,
            [
                "bwdif=mode=send_frame:deint=interlaced" if video.interlaced else "",
                f"fps={MAX_RATE}" if video.rate > MAX_RATE + 0.5 else "",
                # Until then the first picture is shown.
                r"setpts=PTS*gt(N\,0)" if video.late else "",
                _in_planes(video),
                _labelled(video.colour, is_rgb=_is_rgb(video.pixels)),
                *(_toned_down(video, rung) if video.colour.is_hdr else _as_709(rung)),
                "format=yuv420p",
                _AS_709,
                "setsar=1",
                # What the source says about its light, its stereo, its captions …
                "sidedata=mode=delete",
                _to_the_last_sound(video),
            ],
        )
    )


def _to_the_last_sound(video: Video) -> str:
    """The last picture stays: players of segments wait for ever for one that is not there."""
    missing = video.seconds - video.picture_seconds
    if missing <= MOST_MISSING:
        return ""
    made_steady = f"fps={min(max(video.rate, 1), MAX_RATE):.3f},"
    is_steady = 1 <= video.nominal_rate <= MOST_STEADY_RATE
    return f"{'' if is_steady else made_steady}tpad=stop_mode=clone:stop_duration={missing:.3f}"


def _in_planes(video: Video) -> str:
    """In a format of which zscale can take any size: with subsampled colour it wants even sides."""
    deep = "10" in video.pixels or "12" in video.pixels or "16" in video.pixels
    if _is_rgb(video.pixels):
        return "format=gbrp10le" if deep else "format=gbrp"
    odd = any(side % 2 for side in video.stored)
    if odd or video.pixels.startswith(("gray", "ya")):
        return "format=yuv444p10le" if deep else "format=yuv444p"
    return ""


def _labelled(colour: Colour, is_rgb: bool) -> str:
    matrix, full_range = ("gbr", True) if is_rgb else (colour.matrix, colour.full_range)
    return (
        f"setparams=color_primaries={colour.primaries}:color_trc={colour.curve or _DISPLAY_CURVE}"
        f":colorspace={matrix}:range={'pc' if full_range else 'tv'}"
    )


def _as_709(rung: Rung) -> list[str]:
    return [f"{_resize(rung)}:p=709:t={_DISPLAY_CURVE}:m=709:r=tv"]


def _toned_down(video: Video, rung: Rung) -> list[str]:
    # Only with the exact curve does zscale apply HLG's gamma to the brightness and not to each colour.
    exact = 0 if video.colour.curve != PQ else 1
    return [
        _resize(rung),
        f"zscale=t=linear:npl={WHITE}:agamma={exact}:p=709:m=gbr",
        "format=gbrpf32le",
        TONES,
        f"zscale=p=709:t={_DISPLAY_CURVE}:m=709:r=tv",
    ]


def _resize(rung: Rung) -> str:
    return f"zscale={rung.width}:{rung.height}:f=lanczos"


def _typical() -> str:
    """Of what is not black in the first seconds, two pictures each, the one most like the others."""
    return (
        rf"trim=end={POSTER_SECONDS},select=isnan(prev_selected_t)+gte(t-prev_selected_t\,0.5),"
        "blackframe=amount=0,metadata=select:key=lavfi.blackframe.pblack:value=90:function=less,"
        f"thumbnail={POSTER_SECONDS * 2}"
    )


def _sound(video: Video) -> str:
    """From the beginning to the end, without gaps, in stereo; how loud it is goes to the log."""
    return (
        "aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,ebur128=framelog=quiet,"
        f"apad=whole_dur={video.seconds:.3f}"
    )


def _is_rgb(pixels: str) -> bool:
    return pixels.startswith(("gbr", "rgb", "bgr"))
