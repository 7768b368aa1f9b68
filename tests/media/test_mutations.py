"""Broken files of every kind end as a clean photo or as a sentence, and never as a failure of ours."""

import random
from pathlib import Path

import pytest

from server.media.sandbox import Refused, prove
from tests.media import pictures
from tests.media.looking import LIMITS, rendered
from tests.media.mutations import mutated

CASES = 12


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF"])
async def test_a_broken_photo_is_published_clean_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    rng = random.Random(kind)
    file = tmp_path / "chosen"
    content = (
        pictures.save(file, pictures.noise(), "GIF") if kind == "GIF" else pictures.with_metadata(file, kind)
    ).read_bytes()
    outcomes = []
    for _ in range(CASES):
        file.write_bytes(mutated(content, rng))
        try:
            made = (await rendered(file)).files
            outcomes.append("published")
            assert await prove([rendition.path for rendition in made], LIMITS) == []
        except Refused as refused:
            outcomes.append(refused.code)
            assert refused.sentence.endswith((".", "!"))
    assert len(set(outcomes)) > 1, "some must get through and some not for this to mean anything"
