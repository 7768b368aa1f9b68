"""What a video tells about its owner is told to her, and does not come through."""

from pathlib import Path

import pytest

from server.media.sandbox import inspect, prove
from tests.media import videos
from tests.media.looking import LIMITS
from tests.media.watching import published

PLACE = "A position on the map: 43° 28′ 1″ north, 11° 53′ 6″ east"


async def words(file: Path) -> set[str]:
    return {finding.words for finding in (await inspect(file, LIMITS)).findings}


async def test_what_an_iphone_writes_down_is_told(tmp_path: Path) -> None:
    found = await inspect(videos.clip(tmp_path / "a.mov", *videos.H264, *videos.APPLE, size=(160, 120)), LIMITS)
    assert {finding.words for finding in found.findings} == {
        f"{PLACE}, 277 m above the sea",
        "Date and time: 1 May 2024 at 12:30",
        "Camera: Apple iPhone 13",
    }
    assert found.camera == "Apple iPhone 13"


@pytest.mark.parametrize(("name", "codecs"), [("a.mp4", videos.H264), ("a.webm", videos.VP9)])
async def test_what_other_phones_write_down_is_told(tmp_path: Path, name: str, codecs: tuple[str, ...]) -> None:
    file = videos.clip(tmp_path / name, *codecs, *videos.ANDROID, size=(160, 120), seconds=0.3)
    assert {PLACE, "Made by: Jane Doe", "A comment: “At grandmother's”"} <= await words(file)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("-33.8688+151.2093/", "33° 52′ 8″ south, 151° 12′ 33″ east"),
        ("+4028-07430/", "40° 28′ 0″ north, 74° 30′ 0″ west"),
        ("+402800.7-0743015/", "40° 28′ 1″ north, 74° 30′ 15″ west"),
        ("+27.9881+086.9250+8848CRSWGS_84/", "27° 59′ 17″ north, 86° 55′ 30″ east, 8848 m above the sea"),
        ("Uncle's garden", "Uncle's garden"),
    ],
)
async def test_a_position_is_told_however_it_is_written(tmp_path: Path, written: str, said: str) -> None:
    key = "com.apple.quicktime.location.ISO6709"
    tag = ("-metadata", f"{key}={written}", "-movflags", "use_metadata_tags")
    file = videos.clip(tmp_path / "a.mov", *videos.H264, *tag, size=(160, 120), seconds=0.3)
    assert await words(file) == {f"A position on the map: {said}"}


async def test_what_is_carried_beside_the_video_is_told(tmp_path: Path) -> None:
    plain = videos.clip(tmp_path / "plain.mp4", *videos.H264, size=(160, 120))
    found = await words(videos.with_extras(tmp_path / "a.mp4", plain))
    assert "Names of chapters: “At grandmother's”" in found
    assert "A cover picture" in found
    assert any("Subtitles" in said for said in found)


async def test_a_hidden_track_is_told_and_a_clock_is_not(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mov", *videos.H264, "-timecode", "01:02:03:04", size=(160, 120))
    assert await words(file) == set()
    # As an iPhone's record of its movements, for whoever does not look into it
    file.write_bytes(file.read_bytes().replace(b"tmcd", b"mebx"))
    (found,) = await words(file)
    assert "positions and movements of the camera" in found


async def test_a_video_that_tells_nothing_is_not_suspected(tmp_path: Path) -> None:
    assert await words(videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.AAC, size=(160, 120))) == set()


@pytest.mark.parametrize("told", [videos.APPLE, videos.ANDROID], ids=["iPhone", "Android"])
async def test_nothing_that_a_video_tells_about_its_owner_is_left(tmp_path: Path, told: tuple[str, ...]) -> None:
    plain = videos.clip(
        tmp_path / "a.mov", *videos.H264, *videos.AAC, *told, "-timecode", "01:02:03:04", size=(160, 120)
    )
    secrets = [said for said in (b"43.4670", b"iPhone", b"Jane", b"grandmother") if said in plain.read_bytes()]
    assert len(secrets) >= 2, "it must tell for this to mean anything"
    result = await published(plain, tmp_path / "made")
    for file in result.files:
        content = file.path.read_bytes()
        for said in (*secrets, b"x264", b"Lavf", b"tmcd", b"01:02:03"):
            assert said not in content, (file.name, said)
    assert await prove([file.path for file in result.files], LIMITS) == []


async def test_chapters_subtitles_and_covers_do_not_come_through(tmp_path: Path) -> None:
    plain = videos.clip(tmp_path / "plain.mp4", *videos.H264, *videos.AAC, size=(160, 120))
    result = await published(videos.with_extras(tmp_path / "a.mp4", plain), tmp_path / "made")
    assert all(b"grandmother" not in file.path.read_bytes() for file in result.files)
    assert await prove([file.path for file in result.files], LIMITS) == []


async def test_what_a_camera_says_about_its_light_does_not_come_through(tmp_path: Path) -> None:
    plain = videos.clip(tmp_path / "a.mp4", *videos.HDR10, *videos.AAC, size=(160, 120), seconds=0.3)
    assert b"hvc1" in plain.read_bytes(), "it must tell for this to mean anything"
    result = await published(plain, tmp_path / "made")
    assert await prove([file.path for file in result.files], LIMITS) == []
