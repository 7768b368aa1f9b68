"""When things are seen and heard: as in the original, for every way in which a video counts its time."""

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from server.media.sandbox import inspect
from tests.media import pictures, videos, watching
from tests.media.looking import LIMITS
from tests.media.watching import published

FRAME = 1 / 30
# An encoder's silence before the first sound would be half as long again.
LEAST_HEARD = 0.015
VARIABLE = r"select=not(between(mod(n\,12)\,3\,7))"


async def in_time(file: Path, tmp_path: Path, at: float, seconds: float) -> None:
    """Its flash is seen and its beep is heard at `at`, in all of its videos."""
    result = await published(file, tmp_path / "made")
    assert result.seconds == pytest.approx(seconds, abs=3 * FRAME)
    for made in watching.videos(result):
        assert watching.seen_from(made) == pytest.approx(at, abs=FRAME)
        assert watching.heard_from(made) == pytest.approx(at, abs=LEAST_HEARD)


@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("a.mp4", (*videos.H264, *videos.AAC)),
        ("a.mov", (*videos.H264, "-c:a", "pcm_s16le")),
        ("a.webm", (*videos.VP8, *videos.OPUS)),
    ],
)
@pytest.mark.parametrize("filters", ["null", VARIABLE], ids=["constant", "variable"])
async def test_seeing_and_hearing_stay_together(
    tmp_path: Path, name: str, codecs: tuple[str, ...], filters: str
) -> None:
    await in_time(videos.flash_and_beep(tmp_path / name, *codecs, filters=filters), tmp_path, at=0.8, seconds=2)


async def test_pictures_that_come_at_uneven_times_are_all_there_at_their_times(tmp_path: Path) -> None:
    file = videos.flash_and_beep(tmp_path / "a.mp4", *videos.H264, *videos.AAC, filters=VARIABLE)
    times = [time for time, _ in watching.frames(file)]
    gaps = {round((late - early) / FRAME) for early, late in pairwise(times)}
    assert gaps == {1, 6}, "it must be uneven for this test to mean anything"
    for made in watching.videos(await published(file, tmp_path / "made")):
        assert [time for time, _ in watching.frames(made)] == pytest.approx(times, abs=0.001)


@pytest.mark.parametrize(("late", "early"), [("1:v", "0:a"), ("1:a", "0:v")], ids=["picture", "sound"])
async def test_what_begins_later_is_not_moved(tmp_path: Path, late: str, early: str) -> None:
    plain = videos.flash_and_beep(tmp_path / "plain.mp4", *videos.H264, *videos.AAC, at=0.5, seconds=1)
    both = ("-itsoffset", "0.7", "-i", str(plain), "-map", late, "-map", early, "-c", "copy")
    videos.ffmpeg("-i", str(plain), *both, str(tmp_path / "a.mp4"))
    result = await published(tmp_path / "a.mp4", tmp_path / "made")
    seen, heard = (1.2, 0.5) if late == "1:v" else (0.5, 1.2)
    for made in watching.videos(result):
        assert watching.seen_from(made) == pytest.approx(seen, abs=FRAME)
        assert watching.heard_from(made) == pytest.approx(heard, abs=FRAME)


@pytest.mark.parametrize("cut", ["-af atrim=end=1", "-vf trim=end=1", "-vf trim=end=4.6"])
@pytest.mark.parametrize("name", ["a.mp4", "a.webm"])
async def test_players_find_pictures_and_sound_in_every_piece_when_one_ends_early(
    tmp_path: Path, name: str, cut: str
) -> None:
    codecs = (*videos.H264, *videos.AAC) if name == "a.mp4" else (*videos.VP8, *videos.OPUS)
    file = videos.clip(tmp_path / name, *codecs, *cut.split(), seconds=5, size=(160, 120))
    result = await published(file, tmp_path / "made")
    assert result.seconds == pytest.approx(5, abs=0.1)
    for made in watching.videos(result):
        assert watching.lengths(made) == pytest.approx([5, 5], abs=0.15)


async def test_slow_motion_of_a_phone_plays_at_sixty_pictures_a_second(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.MUTE, rate=240, size=(160, 120))
    result = await published(file, tmp_path / "made")
    assert [len(watching.frames(made)) for made in watching.videos(result)] == [60, 60]
    assert result.seconds == pytest.approx(1, abs=0.02)


async def test_a_recording_of_a_browser_is_no_longer_than_it_is(tmp_path: Path) -> None:
    file = videos.flash_and_beep(tmp_path / "a.webm", *videos.VP8, *videos.OPUS, "-live", "1", filters=VARIABLE)
    await in_time(file, tmp_path, at=0.8, seconds=2)


@pytest.mark.parametrize("durations", [[100] * 10, [500, 100, 1000], [20, 20], [0, 0, 0]])
async def test_a_gif_becomes_a_silent_video_that_loops(tmp_path: Path, durations: list[int]) -> None:
    pages = [Image.new("RGB", (160, 120), colour) for colour, _ in zip(pictures.CORNERS * 3, durations, strict=False)]
    file = tmp_path / "a.gif"
    pages[0].save(file, save_all=True, append_images=pages[1:], duration=durations, loop=0)
    result = await published(file, tmp_path / "made")
    assert (result.loops, result.has_sound) == (True, False)
    assert len(watching.videos(result)) == 2
    # Browsers show a page of less than 0.02 s for 0.1 s.
    seconds = sum(duration if duration >= 20 else 100 for duration in durations) / 1000
    assert (await inspect(file, LIMITS)).seconds == pytest.approx(seconds, abs=0.02)
    assert result.seconds == pytest.approx(seconds, abs=0.02)
    for made in watching.videos(result):
        assert len(watching.frames(made)) == len(pages)
