"""A video's colours, however it writes them down, are those that its author saw."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.media import pictures, videos, watching
from tests.media.looking import assert_colour
from tests.media.watching import published

SIZE = (160, 120)
SKIN, GREY, WHITE, DARK = (224, 172, 140), (128, 128, 128), (255, 255, 255), (40, 40, 40)
PATCHES = (SKIN, GREY, WHITE, DARK)
# A page in HDR has 203 nits (BT.2408); what phones record goes up to 1000.
WHITE_NITS, MOST_NITS = 203, 1000
Light = NDArray[np.float64]
BT709_TO_BT2020: Light = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])


def patches() -> Image.Image:
    """Colours of people and paper, in the four quarters."""
    image = Image.new("RGB", (2, 2))
    image.putdata(PATCHES)
    return image.resize(SIZE, Image.Resampling.NEAREST)


def light(image: Image.Image) -> Light:
    """What its pixels shine, in nits of red, green and blue in BT.2020."""
    signal = np.asarray(image) / 255
    linear = np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
    nits: Light = linear @ BT709_TO_BT2020.T * WHITE_NITS
    return nits


def pq(nits: Light) -> Light:
    """The signal of SMPTE ST 2084."""
    power = (nits / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def hlg(nits: Light) -> Light:
    """The signal of BT.2100 for a screen of 1000 nits."""
    shown = nits / MOST_NITS
    brightness = np.maximum(shown @ [0.2627, 0.6780, 0.0593], 1e-9)
    scene = shown * brightness[..., None] ** ((1 - 1.2) / 1.2)
    upper = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), upper)


def hdr(path: Path, curve: str, nits: Light) -> Path:
    """As an iPhone ("arib-std-b67") or other phones ("smpte2084") record it: HEVC of 10 bits in BT.2020."""
    signal = {"smpte2084": pq, "arib-std-b67": hlg}[curve](nits)
    raw = path.with_suffix(".raw")
    raw.write_bytes((np.clip(signal, 0, 1) * 65535).astype("<u2").tobytes())
    labels = f"setparams=color_primaries=bt2020:color_trc={curve}:colorspace=bt2020nc:range=tv"
    filters = f"loop=4:1:0,scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le,{labels}"
    size = ("-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", "{}x{}".format(*SIZE), "-r", "10")
    videos.ffmpeg(*size, "-i", str(raw), "-vf", filters, *videos.HEVC, str(path))
    return path


async def colours_of(file: Path, tmp_path: Path) -> list[Image.Image]:
    """The first picture of each video, and the posters."""
    result = await published(file, tmp_path / "made")
    return [*map(watching.first_picture, watching.videos(result)), *watching.posters(result)]


def patches_are(image: Image.Image, wanted: tuple[pictures.Colour, ...], tolerance: int) -> None:
    for index, colour in enumerate(wanted):
        at = (40 + index % 2 * 80, 30 + index // 2 * 60)
        assert_colour(image, at, colour, tolerance)


TAGGED = "setparams=color_primaries={0}:color_trc={1}:colorspace={2}:range={3}"
# how a video may write down the same colours: what makes it so, and what it says about that
WAYS = {
    "Rec. 709": videos.AS_BT709,
    "full range": "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p,"
    + TAGGED.format("bt709", "bt709", "bt709", "pc"),
    "Rec. 601, and says so": "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p,"
    + TAGGED.format("bt709", "bt709", "smpte170m", "tv"),
    "Rec. 601, since it is small": "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p,"
    + TAGGED.format("unknown", "unknown", "unknown", "unknown"),
    "all colours of each pixel": "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p,"
    + TAGGED.format("bt709", "bt709", "bt709", "tv"),
}
WIDE = "format=gbrp,setparams=color_primaries=bt709:color_trc=iec61966-2-1:colorspace=gbr:range=pc,"
WIDE_WAYS = {
    "Display P3": WIDE + "zscale=p=smpte432:t=iec61966-2-1:m=709:r=tv,format=yuv420p,setparams=color_trc=bt709",
    "BT.2020": WIDE + "zscale=p=2020:t=iec61966-2-1:m=2020_ncl:r=tv,format=yuv420p,setparams=color_trc=bt2020-10",
}


@pytest.mark.parametrize("way", WAYS | WIDE_WAYS)
async def test_colours_do_not_shift(tmp_path: Path, way: str) -> None:
    file = videos.still(tmp_path / "a.mp4", patches(), *videos.H264, filters=(WAYS | WIDE_WAYS)[way])
    for image in await colours_of(file, tmp_path):
        patches_are(image, PATCHES, tolerance=6)


@pytest.mark.parametrize("curve", ["arib-std-b67", "smpte2084"])
async def test_an_hdr_video_keeps_its_colours_and_its_whites_stay_white(tmp_path: Path, curve: str) -> None:
    for image in await colours_of(hdr(tmp_path / "a.mov", curve, light(patches())), tmp_path):
        patches_are(image, (SKIN, GREY, (227, 227, 227), DARK), tolerance=13)


@pytest.mark.parametrize("curve", ["arib-std-b67", "smpte2084"])
async def test_what_is_brighter_than_white_is_still_seen(tmp_path: Path, curve: str) -> None:
    brighter = np.full((SIZE[1], SIZE[0], 3), float(WHITE_NITS))
    brighter[:, 80:] = MOST_NITS * 0.95
    for image in await colours_of(hdr(tmp_path / "a.mov", curve, brighter), tmp_path):
        page, sun = (np.asarray(image)[60, at] for at in (40, 120))
        assert sun.min() > 250 > page.max() > 220


async def test_what_shines_through_a_gif_is_on_white(tmp_path: Path) -> None:
    pages = [Image.new("RGBA", SIZE), Image.new("RGBA", SIZE)]
    for page, colour in zip(pages, (pictures.RED, pictures.BLUE), strict=True):
        page.paste(colour, (0, 0, 80, 60))
    file = tmp_path / "a.gif"
    pages[0].save(file, save_all=True, append_images=pages[1:], duration=300, disposal=2)
    for image in await colours_of(file, tmp_path):
        assert_colour(image, (120, 90), (255, 255, 255))
