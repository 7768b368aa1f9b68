import io
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from server.demo.people import PEOPLE
from server.demo.pictures import PICTURES, avatar, jpeg
from server.demo.words import CAPTIONS, COMMENTS
from server.web.text import mentions

pytestmark = pytest.mark.slow

ONE_OF_EACH = list({picture.motif: picture.slug for picture in PICTURES}.values())
# Twins would be among these: each kind is one renderer with other numbers.
ALIKE_BY_NATURE = [picture.slug for picture in PICTURES if picture.motif in ("mountains", "coast", "lakes")]


@cache
def taken(slug: str) -> bytes:
    return jpeg(slug)


def thumbnail(slug: str) -> npt.NDArray[np.float32]:
    return np.asarray(Image.open(io.BytesIO(taken(slug))).resize((16, 16)), np.float32)


def test_sixty_pictures_each_with_a_description_of_its_own() -> None:
    assert len(PICTURES) == len({picture.slug for picture in PICTURES}) == 60
    assert len({picture.alt for picture in PICTURES}) == 60
    assert all(len(picture.alt) > 30 and picture.alt.endswith(".") for picture in PICTURES)


@pytest.mark.parametrize("slug", ONE_OF_EACH[:3])
def test_a_picture_is_the_same_every_time(slug: str) -> None:
    assert jpeg(slug) == taken(slug)


@pytest.mark.parametrize("slug", ONE_OF_EACH)
def test_a_picture_is_as_large_as_a_camera_would_make_it_for_a_feed(slug: str) -> None:
    with Image.open(io.BytesIO(taken(slug))) as picture:
        assert picture.format == "JPEG"
        assert 1.2e6 <= picture.width * picture.height <= 1.8e6


def test_no_picture_is_flat_and_no_two_are_alike() -> None:
    small = {slug: thumbnail(slug) for slug in {*ONE_OF_EACH, *ALIKE_BY_NATURE}}
    assert [slug for slug, picture in small.items() if picture.std() <= 15] == []
    pairs = combinations(small, 2)
    assert [(one, other) for one, other in pairs if np.abs(small[one] - small[other]).mean() <= 12] == []


def test_everybody_has_a_face_of_their_own() -> None:
    faces = [avatar(person.username) for person in PEOPLE]
    assert len(PEOPLE) == len(set(faces)) == 12
    assert Image.open(io.BytesIO(faces[0])).size == (400, 400)
    assert avatar(PEOPLE[0].username) == faces[0]


def test_every_picture_has_a_caption_that_mentions_only_people_who_exist() -> None:
    assert set(CAPTIONS) == {picture.slug for picture in PICTURES}
    named = {name for caption in CAPTIONS.values() for name in mentions(caption)}
    assert named
    assert named <= {person.username for person in PEOPLE}


def test_there_is_something_to_say_about_every_kind_of_picture() -> None:
    assert set(COMMENTS) == {picture.motif for picture in PICTURES}
    assert all(len(set(said)) == len(said) >= 12 for said in COMMENTS.values())
