"""Moments in addresses: where a list that is ordered by time goes on."""

from datetime import UTC, datetime


def text(when: datetime) -> str:
    """A moment as it stands in an address (no sign that an address would change)."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def parse(written: str | None) -> datetime | None:
    """The moment that text() wrote, or None."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC) if written else None
    except ValueError:
        return None
