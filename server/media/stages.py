"""An upload's way, in the words its owner sees."""

from typing import NamedTuple

from server.i18n import gettext as _
from server.i18n import mark
from server.media.models import ARRIVING, FAILED, READY, Media

_POSITIONS = {
    "arriving": 0,
    "received": 1,
    "processing": 1,
    "checked": 2,
    "decoded": 2,
    "encoding": 2,
    "rendition": 2,
    "proving": 3,
    "ready": 4,
}
_DONE = (mark("Received"), mark("Checked"), mark("Developed"), mark("Proved clean"), mark("Ready"))
_NOW = (mark("Arriving"), mark("Checking"), mark("Developing"), mark("Proving it clean"), mark("Ready"))


class Step(NamedTuple):
    """One stage: `state` is "done", "now", "wrong" or, when it is still to come, empty."""

    label: str
    state: str


def steps(media: Media) -> list[Step]:
    """All stages of the upload, in order."""
    at, found = _position(media), []
    for place, label in enumerate(_DONE):
        state = _state(media, place, at)
        words = {"now": _now(media, place), "wrong": _("Failed")}.get(state) or _(label)
        found.append(Step(words, state))
    return found


def percent(media: Media) -> int | None:
    """How much of the present stage is done; None when it has no measure, or nothing goes on."""
    if media.state == ARRIVING and media.arrival is not None:
        return media.arrival.offset * 100 // max(1, media.arrival.length)
    if media.stage in ("encoding", "rendition", "decoded") and media.of:
        return media.done * 100 // media.of
    return None


def _now(media: Media, place: int) -> str:
    """The words for a stage that goes on, with how much of it is done."""
    if place == 0:
        return _("Arriving, %(percent)s %%", percent=percent(media) or 0)
    if place == 2 and media.stage == "encoding":
        return _("Encoding, %(percent)s %%", percent=percent(media) or 0)
    if place == 2 and media.stage == "rendition":
        return _("Developing, %(done)s of %(all)s", done=media.done, all=media.of)
    return _(_NOW[place])


def _position(media: Media) -> int:
    if media.state == FAILED:
        return 1 if media.findings is None else 2
    return _POSITIONS.get(media.stage, 1)


def _state(media: Media, place: int, at: int) -> str:
    if media.state == READY or place < at:
        return "done"
    if place > at:
        return ""
    return "wrong" if media.state == FAILED else "now"
