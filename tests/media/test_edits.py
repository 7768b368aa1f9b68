"""What an edit makes of a photo: which part stays, how large it is, and its colours."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image, ImageFilter

from server.media import edits, filters
from server.media.editing.forms import NAMES
from server.media.edits import ANGLE_MOST, RATIOS, SIZE_LEAST, Edit
from server.media.sandbox import Rendered, render
from tests.media import pictures
from tests.media.looking import LIMITS, assert_colour, pictures_of
from tests.media.pictures import BLUE, GREEN, RED, YELLOW

PERCENT = st.floats(0, 100)
EDITS = st.builds(
    Edit,
    turns=st.integers(0, 3),
    angle=st.floats(-ANGLE_MOST, ANGLE_MOST),
    ratio=st.sampled_from(sorted(RATIOS)),
    size=st.floats(SIZE_LEAST, 100),
    across=PERCENT,
    down=PERCENT,
)
SIDES = st.integers(16, 8000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chosen"


async def edited(file: Path, edit: Edit) -> Rendered:
    async def ignore(stage: str, done: int, of: int) -> None:
        pass

    return await render(file, file.parent, "photo", LIMITS, ignore, edit)


@given(EDITS, SIDES, SIDES)
def test_nothing_outside_of_the_picture_ever_stays(edit: Edit, width: int, height: int) -> None:
    full = edits.turned(edit, (width, height))
    frame = edits.frame(edit, full)
    for across in (-0.5, 0.5):
        for down in (-0.5, 0.5):
            x, y = frame.corner(across, down)
            assert -0.001 <= x <= full[0] + 0.001
            assert -0.001 <= y <= full[1] + 0.001
    wanted = RATIOS[edit.ratio] or full[0] / full[1]
    assert frame.width / frame.height == pytest.approx(wanted)


@given(EDITS, SIDES, SIDES)
def test_at_full_size_it_reaches_from_edge_to_edge(edit: Edit, width: int, height: int) -> None:
    full = edits.turned(edit, (width, height))
    frame = edits.frame(structs.replace(edit, size=100), full)
    corners = [frame.corner(across, down) for across in (-0.5, 0.5) for down in (-0.5, 0.5)]
    spans = [max(values) - min(values) for values in zip(*corners, strict=True)]
    assert any(span == pytest.approx(side) for span, side in zip(spans, full, strict=True))


@pytest.mark.parametrize(
    ("edit", "size", "corners"),
    [
        (Edit(ratio="1:1", across=0), (300, 300), [RED, GREEN, BLUE, YELLOW]),
        (Edit(ratio="1:1", size=50, across=0, down=0), (150, 150), [RED] * 4),
        (Edit(ratio="1:1", size=50, across=100, down=100), (150, 150), [YELLOW] * 4),
        (Edit(ratio="4:5"), (240, 300), [RED, GREEN, BLUE, YELLOW]),
        (Edit(ratio="16:9", down=0), (400, 225), [RED, GREEN, BLUE, YELLOW]),
        (Edit(size=50), (200, 150), [RED, GREEN, BLUE, YELLOW]),
        (Edit(turns=1), (300, 400), [BLUE, RED, YELLOW, GREEN]),
        (Edit(turns=2), (400, 300), [YELLOW, BLUE, GREEN, RED]),
        (Edit(turns=3), (300, 400), [GREEN, YELLOW, RED, BLUE]),
        (Edit(turns=1, ratio="16:9", down=0), (300, 169), [BLUE, RED, BLUE, RED]),
    ],
)
async def test_what_stays_is_as_large_as_it_says_and_from_where_it_says(
    file: Path, edit: Edit, size: tuple[int, int], corners: list[pictures.Colour]
) -> None:
    # As a turned phone stores it: what is cut is the picture that people see.
    pictures.oriented(file, 6, pictures.quarters(400, 300))
    result = await edited(file, edit)
    assert (result.width, result.height) == size
    for image in pictures_of(result)[:3]:
        assert image.size == size
        right, bottom = size[0] - 6, size[1] - 6
        for at, colour in zip([(5, 5), (right, 5), (5, bottom), (right, bottom)], corners, strict=True):
            assert_colour(image, at, colour, 12)


async def test_a_part_of_a_large_photo_is_as_sharp_as_the_photo(file: Path) -> None:
    image = Image.new("RGB", (4000, 3000), "white")
    stripes = Image.frombytes("L", (1200, 900), bytes(255 * (x // 4 % 2) for x in range(1200)) * 900)
    image.paste(stripes, (0, 0))
    pictures.save(file, image, quality=95)
    result = await edited(file, Edit(size=30, across=0, down=0))
    assert (result.width, result.height) == (1200, 900)
    row = pictures_of(result)[2].convert("L").crop((600, 450, 680, 451)).tobytes()
    assert min(row) < 40, "black stripes are black"
    assert max(row) > 215, "and white ones white: it was not made of a smaller picture"


@pytest.mark.parametrize("angle", [-15.0, -0.1, 3.7, 15.0])
@pytest.mark.parametrize("across", [0, 100])
async def test_a_straightened_photo_has_no_empty_corners(file: Path, angle: float, across: int) -> None:
    pictures.save(file, Image.new("RGB", (1601, 1203), (200, 210, 220)))
    for edit in (Edit(angle=angle, across=across, down=across), Edit(angle=angle, ratio="1:1", size=60, across=across)):
        for image in pictures_of(await edited(file, edit)):
            for band, wanted in zip(image.split(), (200, 210, 220), strict=True):
                assert min(band.tobytes()) >= wanted - 6, edit


async def test_straightening_turns_it_to_the_right(file: Path) -> None:
    horizon = Image.new("RGB", (1200, 900), "white")
    horizon.paste((0, 0, 0), (0, 450, 1200, 900))
    pictures.save(file, horizon)
    image = pictures_of(await edited(file, Edit(angle=10)))[2].convert("L")
    columns = [image.crop((x, 0, x + 1, image.height)).tobytes() for x in (10, image.width - 11)]
    heights = [sum(value > 128 for value in column) for column in columns]
    # tan(10°) over nearly the whole width, seen from the middle
    assert heights[1] - heights[0] == pytest.approx(0.1763 * (image.width - 21), abs=4)


@pytest.mark.parametrize("slug", sorted(filters.FILTERS))
@pytest.mark.parametrize("strength", [40, 100])
async def test_each_filter_is_what_its_table_says(file: Path, slug: str, strength: float) -> None:
    colours = [(0, 0, 0), (255, 255, 255), (128, 128, 128), (191, 64, 64), (64, 96, 191), (64, 159, 64)]
    chart = Image.new("RGB", (600, 100))
    for number, colour in enumerate(colours):
        chart.paste(colour, (100 * number, 0, 100 * number + 100, 100))
    pictures.save(file, chart, "PNG")
    image = pictures_of(await edited(file, Edit(filter=slug, strength=strength)))[2]
    for number, colour in enumerate(colours):
        made = between(slug, colour)
        wanted = tuple(round(was + (now - was) * strength / 100) for was, now in zip(colour, made, strict=True))
        assert_colour(image, (100 * number + 50, 50), (wanted[0], wanted[1], wanted[2]), 5)


def between(slug: str, colour: tuple[int, int, int]) -> list[float]:
    """What lies between the eight colours of the table around this one: written down once more, and differently."""
    table, steps = filters.table(slug), filters.GRID - 1
    found = [0.0, 0.0, 0.0]
    for red in range(steps + 1):
        for green in range(steps + 1):
            for blue in range(steps + 1):
                near = [1 - abs(value / 255 * steps - at) for value, at in zip(colour, (red, green, blue), strict=True)]
                if min(near) > 0:
                    entry = 3 * (red + (steps + 1) * (green + (steps + 1) * blue))
                    for channel in range(3):
                        found[channel] += near[0] * near[1] * near[2] * table[entry + channel]
    return found


def test_every_filter_has_a_name_and_changes_something_and_no_two_are_alike() -> None:
    assert list(NAMES) == list(filters.FILTERS)
    tables = {slug: filters.table(slug) for slug in filters.FILTERS}
    same = bytes(round(value * 255) for value in filters.with_strength("noon", 0))
    assert len({*tables.values(), same}) == len(tables) + 1
    for slug in ("silver", "soot"):
        grid = tables[slug]
        assert grid[0::3] == grid[1::3] == grid[2::3], f"{slug} is black and white"


@pytest.mark.parametrize("slug", sorted(filters.FILTERS))
def test_no_filter_makes_what_is_lighter_darker(slug: str) -> None:
    greys = Image.frombytes("L", (256, 1), bytes(range(256))).convert("RGB")
    shown = greys.filter(ImageFilter.Color3DLUT(filters.GRID, filters.with_strength(slug, 100))).convert("L")
    steps = shown.tobytes()
    assert all(after >= before - 1 for before, after in pairwise(steps)), "no edges in skies"
    assert steps[-1] - steps[0] > 120


async def test_colours_of_a_wide_gamut_are_made_plain_before_the_filter(file: Path) -> None:
    pictures.save(file, Image.new("RGB", (64, 64), (255, 0, 0)), icc_profile=pictures.display_p3(), quality=95)
    image = pictures_of(await edited(file, Edit(filter="silver")))[2]
    level = round(between("silver", (255, 0, 0))[0])
    assert_colour(image, (32, 32), (level, level, level), 6)
