"""What a photo tells about its owner, or hides, does not come through."""

from pathlib import Path

import pytest
from PIL import Image

from tests.media import pictures
from tests.media.looking import rendered


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("plan", ["photo", "avatar"])
async def test_nothing_that_a_photo_tells_about_its_owner_is_left(file: Path, kind: str, plan: str) -> None:
    told = (b"SpyCam", b"http://ns.adobe", b"xmpmeta")
    pictures.with_metadata(file, kind)
    assert [word in file.read_bytes() for word in told] == [True, True, True], "it must tell for this to mean anything"
    for made in (await rendered(file, plan)).files:
        content = made.path.read_bytes()
        for word in (*told, b"Exif", b"GPS", b"ICC_PROFILE", b"acsp", b"MPF"):
            assert word not in content, (made.name, word)
        with Image.open(made.path) as image:
            assert not image.getexif()
            assert not image.info.keys() & {"exif", "xmp", "comment", "icc_profile"}


async def test_a_page_hidden_in_a_photo_does_not_come_through(file: Path) -> None:
    pictures.save(file, pictures.quarters(), comment=b"<script>alert(1)</script>")
    file.write_bytes(file.read_bytes() + b"<html><script>alert(2)</script></html>")
    for made in (await rendered(file)).files:
        assert b"<script>" not in made.path.read_bytes()
