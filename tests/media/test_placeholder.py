"""What stands in a page where a photo has not arrived yet."""

import base64
import io

import pytest
from PIL import Image

from server.media import thumbhash
from server.media.placeholder import data_uri
from tests.media import pictures


def shown(uri: str) -> Image.Image:
    kind, encoded = uri.split(",")
    assert kind == "data:image/webp;base64"
    return Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")


def test_a_placeholder_is_a_blur_of_its_photo() -> None:
    photo = Image.new("RGB", (400, 300), (200, 120, 40))
    photo.paste((20, 60, 160), (0, 150, 400, 300))
    image = shown(data_uri(thumbhash.encode(photo)))
    assert image.size == (32, 23)
    for at, wanted in (((16, 4), (200, 120, 40)), ((16, 20), (20, 60, 160))):
        seen = image.getpixel(at)
        assert isinstance(seen, tuple)
        assert all(abs(a - b) < 40 for a, b in zip(seen, wanted, strict=True)), (seen, wanted)


@pytest.mark.parametrize("size", [(400, 300), (300, 400), (2000, 100), (9, 900), (1, 1)])
def test_a_placeholder_is_small_enough_to_stand_in_the_page(size: tuple[int, int]) -> None:
    for photo in (pictures.noise(*size), pictures.quarters(*size)):
        hashed = thumbhash.encode(photo)
        assert len(hashed) < 40
        assert len(data_uri(hashed)) < 600


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (1440, 7), (2, 900)])
def test_a_tiny_or_thin_photo_has_no_colours_it_never_had(size: tuple[int, int]) -> None:
    image = shown(data_uri(thumbhash.encode(Image.new("RGB", size, (200, 120, 40)))))
    for band, wanted in zip(image.split(), (200, 120, 40), strict=True):
        lowest, highest = band.getextrema()
        assert isinstance(lowest, int) and isinstance(highest, int)
        assert wanted - 8 <= lowest <= highest <= wanted + 8


@pytest.mark.parametrize("grey", [0, 30, 128, 255])
def test_a_grey_photo_has_a_grey_placeholder(grey: int) -> None:
    photo = Image.new("RGB", (400, 300), (grey, grey, grey))
    photo.paste((128, 128, 128), (0, 150, 400, 300))
    image = shown(data_uri(thumbhash.encode(photo)))
    assert all(max(pixel) - min(pixel) <= 3 for pixel in zip(*(band.tobytes() for band in image.split()), strict=True))


def test_a_tall_photo_has_a_tall_placeholder() -> None:
    image = shown(data_uri(thumbhash.encode(pictures.quarters(300, 400))))
    assert image.height > image.width


def test_the_same_placeholder_is_made_once() -> None:
    hashed = thumbhash.encode(pictures.quarters())
    assert data_uri(hashed) is data_uri(hashed)


@pytest.mark.parametrize("broken", [b"", b"x", bytes(12)])
def test_bytes_that_are_no_thumbhash_are_an_error_to_handle(broken: bytes) -> None:
    with pytest.raises(ValueError, match="thumbhash"):
        data_uri(broken)
