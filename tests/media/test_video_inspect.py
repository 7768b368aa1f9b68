"""What is said about a video that somebody chose."""

from dataclasses import replace
from pathlib import Path

import pytest

from server.media.sandbox import Refused, inspect
from tests.media import pictures, videos
from tests.media.looking import LIMITS

CUT_OFF = "This file is cut off: part of the video is missing. Try to save or send it again."
DAMAGED = "This file is damaged: the video in it cannot be read. Try to save it again."
KINDS = {
    "an MP4 with H.264": ("a.mp4", "mp4", (*videos.H264, *videos.AAC)),
    "an MP4 with AV1": ("a.mp4", "mp4", (*videos.AV1, *videos.AAC)),
    "a MOV with HEVC": ("a.mov", "mov", (*videos.HEVC, *videos.AAC)),
    "a MOV with HEVC of 10 bits": ("a.mov", "mov", (*videos.HEVC_10, *videos.AAC)),
    "a MOV with plain samples": ("a.mov", "mov", (*videos.H264, "-c:a", "pcm_s16le")),
    "a WebM with VP8": ("a.webm", "webm", (*videos.VP8, *videos.OPUS)),
    "a WebM with VP9": ("a.webm", "webm", (*videos.VP9, *videos.OPUS)),
    "a WebM with AV1": ("a.webm", "webm", (*videos.AV1, *videos.MUTE)),
    "a GIF that moves": ("a.gif", "gif", videos.MUTE),
}


async def refusal(path: Path, **limits: int) -> Refused:
    with pytest.raises(Refused) as caught:
        await inspect(path, replace(LIMITS, **limits))
    return caught.value


@pytest.mark.parametrize("name", KINDS)
async def test_every_kind_of_video_is_known_by_its_bytes(tmp_path: Path, name: str) -> None:
    file, kind, codecs = KINDS[name]
    made = videos.clip(tmp_path / file, *codecs, size=(160, 120))
    found = await inspect(made.rename(tmp_path / "chosen.txt"), LIMITS)
    assert (found.kind, found.format, found.width, found.height) == ("video", kind, 160, 120)
    assert found.seconds == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize(("degrees", "size"), [(90, (120, 160)), (180, (160, 120)), (270, (120, 160))])
async def test_size_is_told_as_people_see_the_video(tmp_path: Path, degrees: int, size: tuple[int, int]) -> None:
    file = videos.turned(videos.clip(tmp_path / "a.mp4", *videos.H264, size=(160, 120)), degrees)
    found = await inspect(file, LIMITS)
    assert (found.width, found.height) == size


async def test_pixels_that_are_not_square_count_as_they_are_seen(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, size=(160, 120), filters="setsar=4/3")
    found = await inspect(file, LIMITS)
    assert (found.width, found.height) == (213, 120)


async def test_a_recording_of_a_browser_does_not_say_how_long_it_is_and_is_measured(tmp_path: Path) -> None:
    made = videos.clip(tmp_path / "a.webm", *videos.VP8, *videos.OPUS, "-live", "1", seconds=2, size=(160, 120))
    assert (await inspect(made, LIMITS)).seconds == pytest.approx(2, abs=0.03)
    assert (await refusal(made, video_seconds=1)).code == "too_long"


@pytest.mark.parametrize(
    ("codecs", "sentence"),
    [
        ((*videos.PRORES, *videos.MUTE), "This video uses a codec we cannot read: ProRes."),
        (("-c:v", "mpeg4"), "This video uses a codec we cannot read: MPEG-4 Part 2 (DivX or Xvid)."),
        (("-c:v", "mjpeg", *videos.MUTE), "This video uses a codec we cannot read: Motion JPEG."),
        ((*videos.H264, "-c:a", "wmav2"), "The sound of this video uses a codec we cannot read: WMAV2."),
        (("-vn", *videos.AAC), "There is only sound in this file. Choose a photo or a video."),
    ],
    ids=["ProRes", "DivX", "Motion JPEG", "Windows Media Audio", "only sound"],
)
async def test_what_cannot_be_read_is_called_by_its_name(
    tmp_path: Path, codecs: tuple[str, ...], sentence: str
) -> None:
    file = videos.clip(tmp_path / "a.mov", *codecs, size=(160, 120), seconds=0.3)
    assert (await refusal(file)).sentence == sentence


async def test_limits_are_told_with_both_numbers(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, seconds=3, size=(160, 120))
    assert (await inspect(file, replace(LIMITS, video_seconds=3))).seconds == pytest.approx(3, abs=0.03)
    too_long = await refusal(file, video_seconds=2)
    assert (too_long.code, too_long.sentence) == ("too_long", "This video is 3 seconds long; up to 2 are allowed.")
    too_many_bytes = await refusal(file, video_bytes=file.stat().st_size - 1)
    assert too_many_bytes.code == "too_many_bytes"
    too_large = await refusal(file, image_pixels=160 * 120 - 1)
    assert too_large.sentence.startswith("This video is 160 × 120 pixels large")


async def test_minutes_are_told_in_minutes(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, *videos.MUTE, seconds=726, rate=1, size=(64, 48))
    refused = await refusal(file, video_seconds=600)
    assert refused.sentence == "This video is 12.1 minutes long; up to 10 are allowed."


@pytest.mark.parametrize("keep", [0.3, 0.9])
@pytest.mark.parametrize("name", ["a.mp4", "header first.mp4", "a.webm", "a.gif"])
async def test_a_cut_off_video_is_refused_wherever_it_was_cut(tmp_path: Path, name: str, keep: float) -> None:
    codecs = {"a.webm": videos.VP9, "a.gif": ()}.get(name, (*videos.H264, *videos.AAC))
    header_first = ("-movflags", "+faststart") if name.startswith("header") else ()
    file = videos.clip(tmp_path / name, *codecs, *header_first, size=(160, 120))
    assert (await inspect(file, LIMITS)).seconds == pytest.approx(1, abs=0.03)
    pictures.cut(file, int(file.stat().st_size * keep))
    refused = await refusal(file)
    assert (refused.code, refused.sentence) == ("truncated", CUT_OFF)


async def test_a_video_of_which_no_picture_can_be_read_is_damaged(tmp_path: Path) -> None:
    file = videos.clip(tmp_path / "a.mp4", *videos.H264, size=(160, 120), seconds=0.3)
    content = file.read_bytes()
    at = content.index(b"mdat") + 4
    file.write_bytes(content[:at] + bytes(len(content) - 3000 - at) + content[-3000:])
    refused = await refusal(file)
    assert (refused.code, refused.sentence) == ("damaged", DAMAGED)


async def test_a_video_that_is_sold_is_called_protected(tmp_path: Path) -> None:
    plain = videos.clip(tmp_path / "plain.mp4", *videos.H264, size=(160, 120), seconds=0.3)
    key = "76a6c65c5ea762046bd749a2e632ccbb"
    locked = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", key, "-encryption_kid", key)
    refused = await refusal(videos.again(tmp_path / "a.mp4", plain, *locked))
    assert refused.sentence == "This video is protected against copying, so it cannot be shown here."
