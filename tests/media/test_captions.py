"""Captions: what people bring becomes clean WebVTT, or a sentence says why not."""

import pytest

from server.media.captions import BYTES_MOST, Unreadable, to_webvtt

VTT = """WEBVTT - made by a program

STYLE
::cue { color: red }

NOTE nobody should read this

intro
00:00:01.000 --> 00:00:04.000 align:start
Hello <b>there</b>
— and again

00:05.000 --> 00:06.500
Bye
"""
SRT = """1
00:00:01,000 --> 00:00:04,000
Hello

2
00:00:05,000 --> 00:00:06,500
Bye
"""


def test_webvtt_keeps_its_words_and_times_and_nothing_else() -> None:
    made = to_webvtt(VTT.encode()).decode()
    assert made.startswith("WEBVTT\n")
    for kept in ("Hello", "— and again", "00:00:01.000 --> 00:00:04.000", "Bye", "05.000 --> 00:00:06.500"):
        assert kept in made
    for gone in ("made by a program", "color: red", "nobody should read"):
        assert gone not in made


@pytest.mark.parametrize("text", [SRT, "\ufeff" + SRT, SRT.replace("\n", "\r\n")])
def test_srt_becomes_webvtt(text: str) -> None:
    made = to_webvtt(text.encode()).decode()
    assert made.startswith("WEBVTT\n")
    assert "00:00:05.000 --> 00:00:06.500\nBye" in made


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a WebVTT or SRT file first."),
        (b"WEBVTT\n\n" + b"x" * BYTES_MOST, "too large"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nGrüße".encode("latin-1"), "not UTF-8"),
        (b"WEBVTT\n\nno cues at all", "no captions in this file"),
        (b"Dear diary", "not a WebVTT or SRT file"),
        (b"\xff\xd8\xff\xe0 a photo", "not UTF-8"),
    ],
)
def test_anything_else_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        to_webvtt(data)
