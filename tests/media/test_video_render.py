"""What is published of a video: sizes, which way is up, posters, sound."""

from pathlib import Path

import pytest
from PIL import Image

from server.media.child.video.ladder import ladder
from server.media.sandbox import Rendered, render
from tests.media import pictures, videos, watching
from tests.media.looking import LIMITS, assert_colour
from tests.media.watching import published

CODECS = {
    "H.264": ("a.mp4", videos.H264),
    "HEVC": ("a.mov", videos.HEVC),
    "HEVC of 10 bits": ("a.mov", videos.HEVC_10),
    "VP8": ("a.webm", videos.VP8),
    "VP9": ("a.webm", videos.VP9),
    "AV1": ("a.webm", videos.AV1),
}
LADDERS = {
    (3840, 2160): [(1920, 1080), (1280, 720), (854, 480)],
    (2160, 3840): [(1080, 1920), (720, 1280), (480, 854)],
    (1920, 1080): [(1920, 1080), (1280, 720), (854, 480)],
    (1600, 900): [(1600, 900), (1280, 720), (854, 480)],
    (1280, 720): [(1280, 720), (854, 480)],
    (720, 720): [(720, 720), (480, 480)],
    (854, 480): [(854, 480), (480 * 4 // 3, 360)],
    (400, 300): [(400, 300)],
    (401, 301): [(400, 300)],
    (8000, 1000): [(2560, 320)],
    (1, 1): [(2, 2)],
}


def quarters_stand(image: Image.Image, turned: int = 0) -> None:
    """Red, green, blue and yellow in their corners, or as they are after so many quarter turns counter-clockwise."""
    right, bottom = image.width - 5, image.height - 5
    corners = [(4, 4), (right, 4), (right, bottom), (4, bottom)]
    colours = [pictures.RED, pictures.GREEN, pictures.YELLOW, pictures.BLUE]
    for at, colour in zip(corners, colours[turned:] + colours[:turned], strict=True):
        assert_colour(image, at, colour, tolerance=12)


def upright_everywhere(result: Rendered, size: tuple[int, int], turned: int = 0) -> None:
    assert (result.width, result.height) == size
    shown = [*map(watching.first_picture, watching.videos(result)), *watching.posters(result)]
    assert len(shown) >= 5
    for image in shown:
        assert image.size == size
        quarters_stand(image, turned)


@pytest.mark.parametrize("full", LADDERS)
def test_sizes_are_even_and_none_is_larger_than_the_video(full: tuple[int, int]) -> None:
    made = [tuple(rung) for rung in ladder(*full)]
    assert made[0] == LADDERS[full][0]
    assert [min(size) for size in made] == [min(size) for size in LADDERS[full]]
    assert all(side % 2 == 0 for size in made for side in size)


@pytest.mark.parametrize("name", CODECS)
async def test_a_video_of_every_codec_comes_out_in_its_colours(tmp_path: Path, name: str) -> None:
    file, codec = CODECS[name]
    meant = videos.AS_BT601 if name == "VP8" else videos.AS_BT709
    made = videos.still(tmp_path / file, pictures.quarters(160, 120), *codec, filters=meant)
    upright_everywhere(await published(made, tmp_path / "made"), (160, 120))


@pytest.mark.parametrize(("degrees", "size"), [(90, (120, 160)), (180, (160, 120)), (270, (120, 160))])
async def test_a_video_comes_out_upright(tmp_path: Path, degrees: int, size: tuple[int, int]) -> None:
    made = videos.still(tmp_path / "a.mp4", pictures.quarters(160, 120), *videos.H264)
    result = await published(videos.turned(made, degrees), tmp_path / "made")
    upright_everywhere(result, size, turned=degrees // 90)


async def test_pixels_become_square(tmp_path: Path) -> None:
    made = videos.still(
        tmp_path / "a.mp4", pictures.quarters(120, 120), *videos.H264, filters=f"{videos.AS_BT709},setsar=4/3"
    )
    upright_everywhere(await published(made, tmp_path / "made"), (160, 120))


@pytest.mark.parametrize("size", [(161, 121), (16, 16), (3, 3)])
async def test_any_size_can_be_published(tmp_path: Path, size: tuple[int, int]) -> None:
    made = videos.still(tmp_path / "a.webm", pictures.quarters(*size), *videos.VP9)
    result = await published(made, tmp_path / "made")
    assert (result.width, result.height) == size
    even = tuple(max(2, round(side / 2) * 2) for side in size)
    assert all(watching.first_picture(file).size == even for file in watching.videos(result))


async def test_a_larger_video_comes_in_several_sizes_and_a_plain_file_of_a_middle_one(tmp_path: Path) -> None:
    made = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.AAC, size=(1440, 1080), seconds=0.5)
    result = await published(made, tmp_path / "made")
    sizes = {file.name: (file.width, file.height) for file in result.files if file.width}
    assert {"v1080.mp4": (1440, 1080), "v720.mp4": (960, 720), "v480.mp4": (640, 480)}.items() <= sizes.items()
    assert sizes["video.mp4"] == (960, 720)
    for name in ("v1080.mp4", "v720.mp4", "v480.mp4", "video.mp4"):
        assert watching.first_picture(watching.named(result, name)).size == sizes[name]
    assert {"w1440.jpg", "w1200.avif", "w480.webp"} <= sizes.keys()


async def test_the_plain_file_begins_to_play_before_it_is_there(tmp_path: Path) -> None:
    made = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.AAC, size=(160, 120))
    content = watching.named(await published(made, tmp_path / "made"), "video.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


async def test_the_poster_is_not_the_black_from_which_a_video_fades_in(tmp_path: Path) -> None:
    fading = "drawbox=c=black:t=fill:enable=lt(t\\,1.2)"
    made = videos.clip(tmp_path / "a.mp4", *videos.H264, size=(160, 120), seconds=2, filters=fading)
    result = await published(made, tmp_path / "made")
    assert watching.brightest(watching.first_picture(watching.named(result, "video.mp4"))) < 20
    assert all(watching.brightest(image) > 150 for image in watching.posters(result))


async def test_a_black_video_has_a_black_poster(tmp_path: Path) -> None:
    made = videos.still(tmp_path / "a.mp4", Image.new("RGB", (160, 120)), *videos.H264)
    result = await published(made, tmp_path / "made")
    assert len(watching.posters(result)) == 3


async def test_sound_is_stereo_and_its_loudness_is_known(tmp_path: Path) -> None:
    loud = videos.clip(tmp_path / "a.mp4", *videos.H264, "-af", "volume=6dB", *videos.AAC, size=(160, 120))
    quiet = videos.clip(tmp_path / "b.mov", *videos.H264, "-c:a", "pcm_s16le", "-ac", "1", size=(160, 120))
    first = await published(loud, tmp_path / "loud")
    second = await published(quiet, tmp_path / "quiet")
    assert first.has_sound and second.has_sound
    assert first.loudness is not None and second.loudness is not None
    assert first.loudness - second.loudness == pytest.approx(6, abs=0.5)
    assert second.loudness == pytest.approx(-21.8, abs=1)
    assert [watching.channels(file) for file in watching.videos(second)] == [2, 2]


async def test_a_video_without_sound_stays_without(tmp_path: Path) -> None:
    made = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.MUTE, size=(160, 120), seconds=0.3)
    result = await published(made, tmp_path / "made")
    assert (result.has_sound, result.loudness, result.loops) == (False, None, False)
    assert [watching.channels(file) for file in watching.videos(result)] == [0, 0]
    assert "mp4a" not in watching.named(result, "master.m3u8").read_text()


async def test_the_second_track_of_a_phone_is_heard_when_the_first_cannot_be_read(tmp_path: Path) -> None:
    plain = videos.clip(tmp_path / "plain.mp4", *videos.H264, *videos.AAC, size=(160, 120))
    both = ("-map", "0:a", "-c:a:0", "adpcm_ima_qt", "-c:a:1", "copy")
    result = await published(videos.again(tmp_path / "a.mov", plain, *both), tmp_path / "made")
    assert result.loudness == pytest.approx(-21.8, abs=1)


async def test_progress_is_told_and_never_goes_back(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    async def hear(stage: str, done: int, of: int) -> None:
        told.append((stage, done, of))

    made = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.AAC, size=(1280, 720), seconds=6, rate=30)
    (tmp_path / "made").mkdir()
    await render(made, tmp_path / "made", "photo", LIMITS, hear)
    encoding = [done for stage, done, of in told if stage == "encoding" and of == 100]
    assert encoding[0] == 0 and encoding[-1] == 100
    assert len(encoding) >= 3
    assert encoding == sorted(set(encoding))
    assert told[-1] == ("rendition", 1, 1)
