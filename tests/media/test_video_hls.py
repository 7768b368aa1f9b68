"""What a player gets that asks for a video piece by piece."""

import math
from pathlib import Path

import pytest

from server.media.sandbox import Rendered
from tests.media import videos, watching
from tests.media.watching import published

SECONDS = 9


@pytest.fixture(scope="module")
async def result(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Of a video that comes in two sizes, as three segments."""
    folder = tmp_path_factory.mktemp("hls")
    made = videos.clip(folder / "a.mp4", *videos.H264, *videos.AAC, size=(640, 480), seconds=SECONDS, rate=12)
    return await published(made, folder / "made")


def test_files_come_before_those_that_name_them(result: Rendered) -> None:
    names = [file.name for file in result.files]
    assert names[:6] == ["v480.mp4", "v360.mp4", "video.mp4", "v480.m3u8", "v360.m3u8", "master.m3u8"]
    types = {file.path.suffix: file.media_type for file in result.files}
    assert types[".mp4"] == "video/mp4"
    assert types[".m3u8"] == "application/vnd.apple.mpegurl"
    assert len(result.placeholder) < 40


def test_the_master_playlist_tells_what_each_size_takes(result: Rendered) -> None:
    found = watching.variants(result)
    assert [variant.attributes["RESOLUTION"] for variant in found] == ["640x480", "480x360"]
    for variant in found:
        told = variant.attributes
        assert told["CODECS"] == f'"{watching.codecs(variant.playlist.with_suffix(".mp4"))}"'
        assert float(told["FRAME-RATE"]) == pytest.approx(12, abs=0.01)
        segments = watching.playlist(variant.playlist).segments
        rates = [segment.bytes * 8 / segment.seconds for segment in segments]
        assert int(told["BANDWIDTH"]) >= max(rates) - 1
        average = sum(segment.bytes for segment in segments) * 8 / SECONDS
        assert int(told["AVERAGE-BANDWIDTH"]) == pytest.approx(average, rel=0.01)


def test_each_size_changes_segments_at_the_same_times(result: Rendered) -> None:
    for variant in watching.variants(result):
        seconds = [segment.seconds for segment in watching.playlist(variant.playlist).segments]
        assert seconds == pytest.approx([4, 4, 1], abs=0.03)
        text = variant.playlist.read_text()
        assert f"#EXT-X-TARGETDURATION:{math.ceil(max(seconds))}\n" in text
        assert text.endswith("#EXT-X-ENDLIST\n")


def test_segments_are_all_of_the_file_without_gaps(result: Rendered) -> None:
    for variant in watching.variants(result):
        found = watching.playlist(variant.playlist)
        at = found.header
        for segment in found.segments:
            assert segment.at == at
            at += segment.bytes
        assert at == found.file.stat().st_size


def test_every_segment_can_be_played_without_the_others(result: Rendered) -> None:
    for variant in watching.variants(result):
        found = watching.playlist(variant.playlist)
        shown = [watching.frames(found.playable(index)) for index in range(3)]
        assert [len(frames) for frames in shown] == [48, 48, 12]
        assert all(frames[0][1].key_frame for frames in shown)


async def test_a_video_of_one_picture_is_one_segment(tmp_path: Path) -> None:
    made = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.MUTE, "-frames:v", "1", size=(160, 120))
    (variant,) = watching.variants(await published(made, tmp_path / "made"))
    assert len(watching.playlist(variant.playlist).segments) == 1
    assert "#EXT-X-TARGETDURATION:1\n" in variant.playlist.read_text()
