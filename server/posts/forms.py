"""What a form says of the items of a post: fields repeated once for each item, in the order of the items."""

from collections.abc import Sequence

from quart import request

from server.media.models import Focus
from server.posts.items import Told
from server.stores.documents import object_id
from server.web.forms import Form, clean

CAPTION_MOST = 2200
ALT_MOST = 1000
CENTRE = 50


async def told(form: Form) -> list[Told]:
    """What is said of each `item`: its `alt`, `focus_x`, `focus_y` and, by its id, `camera`. Refuses what is too long.

    `move`, which is "<id>:earlier" or "<id>:later", has been carried out.
    """
    sent = await request.form
    items, cameras = sent.getlist("item"), frozenset(sent.getlist("camera"))
    alts, xs, ys = (sent.getlist(name) for name in ("alt", "focus_x", "focus_y"))
    found = {}
    for place, item in enumerate(items):
        media_id = object_id(item)
        if media_id is None or media_id in found:
            continue
        focus = Focus(x=_percent(xs, place), y=_percent(ys, place))
        found[media_id] = Told(media_id, alt(form, alts, place, f"alt-{item}"), focus, item in cameras)
    return _moved(list(found.values()), sent.get("move", ""))


def alt(form: Form, alts: Sequence[str], place: int, field: str = "alt") -> str:
    """The description in this place of the list, or none; refused at `field` when it is too long."""
    words = clean(alts[place]).replace("\n", " ") if place < len(alts) else ""
    if len(words) > ALT_MOST:
        form.refuse(field, f"A description can have up to {ALT_MOST:,} characters; this has {len(words):,}.")
    return words


def _moved(items: list[Told], move: str) -> list[Told]:
    which, _, where = move.partition(":")
    place = next((n for n, item in enumerate(items) if str(item.media) == which), None)
    if place is not None and where in ("earlier", "later"):
        to = max(0, place - 1) if where == "earlier" else place + 1
        items.insert(to, items.pop(place))
    return items


def _percent(texts: Sequence[str], place: int) -> int:
    text = texts[place] if place < len(texts) else ""
    return min(100, int(text)) if text.isdecimal() and len(text) < 4 else CENTRE
