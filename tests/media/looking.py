"""Looking at what became of a photo."""

from pathlib import Path

from PIL import Image

from server.media.sandbox import Limits, Rendered, render
from tests.media.pictures import Colour

LIMITS = Limits(
    image_bytes=20 << 20,
    image_pixels=50_000_000,
    video_bytes=100 << 20,
    video_seconds=60,
    memory_bytes=1 << 30,
    seconds=30,
    video_memory_bytes=4 << 30,
    video_seconds_per_second=20,
    threads=2,
)


async def rendered(file: Path, plan: str = "photo") -> Rendered:
    async def ignore(stage: str, done: int, of: int) -> None:
        pass

    return await render(file, file.parent, plan, LIMITS, ignore)


def pictures_of(result: Rendered) -> list[Image.Image]:
    return [Image.open(file.path).convert("RGB") for file in result.files]


def assert_colour(image: Image.Image, at: tuple[int, int], wanted: Colour, tolerance: int = 8) -> None:
    seen = image.getpixel(at)
    assert isinstance(seen, tuple)
    assert all(abs(a - b) <= tolerance for a, b in zip(seen, wanted, strict=True)), f"{seen} instead of {wanted}"
