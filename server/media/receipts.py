"""What was found in an original, as its owner reads it.

The child says it in English, and so it is kept: the label, and perhaps a value, most of which is the file's own words.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from server import i18n
from server.i18n import gettext as _
from server.i18n import mark
from server.media.child.words import DATE, MONTHS, POSITION

_MOMENT = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})(?: at (\d\d:\d\d))?")
_PLACES = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"(?P<angle>[\d° ′″]+) north", mark("%(angle)s north")),
        (r"(?P<angle>[\d° ′″]+) south", mark("%(angle)s south")),
        (r"(?P<angle>[\d° ′″]+) east", mark("%(angle)s east")),
        (r"(?P<angle>[\d° ′″]+) west", mark("%(angle)s west")),
        (r"(?P<metres>\d+) m above the sea", mark("%(metres)s m above the sea")),
        (r"(?P<metres>\d+) m below the sea", mark("%(metres)s m below the sea")),
        (r"looking north", mark("looking north")),
        (r"looking north-east", mark("looking north-east")),
        (r"looking east", mark("looking east")),
        (r"looking south-east", mark("looking south-east")),
        (r"looking south", mark("looking south")),
        (r"looking south-west", mark("looking south-west")),
        (r"looking west", mark("looking west")),
        (r"looking north-west", mark("looking north-west")),
    )
)


class Told(NamedTuple):
    """What it is, in our words, and what it says; "" when it says nothing."""

    label: str
    value: str


def told(words: str) -> Told:
    """What a child's finding says, in the present language as far as it is ours."""
    whole = _(words)
    if whole != words:
        return Told(*whole.partition(": ")[::2])
    label, value = words.partition(": ")[::2]
    return Told(_(label), _READERS[label](value) if label in _READERS else value)


def _moment(value: str) -> str:
    found = _MOMENT.fullmatch(value)
    try:
        day = datetime(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]), tzinfo=UTC) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        return value
    return _("%(date)s at %(time)s", date=i18n.date(day), time=found[4]) if found[4] else i18n.date(day)


def _position(value: str) -> str:
    return ", ".join(_piece(piece) for piece in value.split(", "))


def _piece(text: str) -> str:
    told = (_(message, **found.groupdict()) for pattern, message in _PLACES if (found := pattern.fullmatch(text)))
    return next(told, text)


_READERS = {DATE: _moment, POSITION: _position}
