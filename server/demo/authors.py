"""Who took which of the demo's photos: the catalogue goes round the people, and the captions are in their voices."""

from functools import cache

from server.demo.people import PEOPLE
from server.demo.pictures import PICTURES


@cache
def authors() -> dict[str, str]:
    """The username behind each slug, in the order of the pictures."""
    return {picture.slug: PEOPLE[place % len(PEOPLE)].username for place, picture in enumerate(PICTURES)}
