"""Moments in addresses: where a list that is ordered by time goes on."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

# The order of these lists: many things may happen in one millisecond, so the id decides.
NEWEST_FIRST = [("created_at", -1), ("_id", -1)]


class Place(NamedTuple):
    """The last thing of a page: the next page begins behind it."""

    when: datetime
    id: str

    def behind(self) -> dict[str, Any]:
        """Matches what comes after this place."""
        return {"$or": [{"created_at": {"$lt": self.when}}, {"created_at": self.when, "_id": {"$lt": self.id}}]}


def text(place: Place) -> str:
    """A place as it stands in an address (no sign that an address would change)."""
    return f"{place.when.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}_{place.id}"


def parse(written: str | None) -> Place | None:
    """The place that text() wrote, or None."""
    when, _, identifier = (written or "").partition("_")
    try:
        return Place(datetime.fromisoformat(when).replace(tzinfo=UTC), identifier)
    except ValueError:
        return None
