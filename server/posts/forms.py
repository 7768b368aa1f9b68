"""What a form says of a post, and of its items: fields repeated once for each item, in the order of the items."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from quart import request

from server.i18n import count, mark
from server.i18n import gettext as _
from server.media.models import Focus
from server.posts.items import Told
from server.posts.models import Post
from server.relationships.queries import AUDIENCES, PUBLIC
from server.settings import current
from server.stores.documents import now, object_id
from server.web.forms import Form, clean

CAPTION_MOST = 2200
ALT_MOST = 1000
CENTRE = 50
# As <input type="datetime-local"> writes a moment; here it is in UTC.
LOCAL = "%Y-%m-%dT%H:%M"

NOT_A_MOMENT = mark("Write the day and the time like 2026-12-24T18:30.")


class Words(NamedTuple):
    """What an author says of a post: everything but its items. `publish_at`: None for at once."""

    caption: str = ""
    audience: str = PUBLIC
    publish_at: datetime | None = None


def words(form: Form) -> Words:
    """`caption`, `audience` and `at`; what is wrong with one is refused beside it."""
    return Words(caption(form), audience(form), publish_at(form))


def caption(form: Form) -> str:
    """What the post says; refused when it is too long."""
    return form.text("caption", most=CAPTION_MOST, label=_("A caption"))


def audience(form: Form) -> str:
    """Who may see it; who says nothing means everybody."""
    chosen = form.value("audience") or PUBLIC
    if chosen not in AUDIENCES:
        form.refuse("audience", _("Choose who may see it."))
        return PUBLIC
    return chosen


def publish_at(form: Form) -> datetime | None:
    """The moment in `at`, in UTC, not past and not too far away; None when the field is empty."""
    typed = form.value("at").strip()
    if not typed:
        return None
    try:
        moment = datetime.strptime(typed[:16], LOCAL).replace(tzinfo=UTC)
    except ValueError:
        form.refuse("at", _(NOT_A_MOMENT))
        return None
    days = current().schedule_days
    if moment <= now():
        form.refuse("at", _("This moment has passed. Choose a later one, or post it now."))
    elif moment > now() + timedelta(days=days):
        form.refuse("at", _("A post can be planned for up to %(days)s days ahead.", days=count(days)))
    return moment


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


def at(post: Post) -> str:
    """When a post is to be published, as the field `at` has it."""
    return post.publish_at.strftime(LOCAL) if post.publish_at else ""


def alt(form: Form, alts: Sequence[str], place: int, field: str = "alt") -> str:
    """The description in this place of the list, or none; refused at `field` when it is too long."""
    words = clean(alts[place]).replace("\n", " ") if place < len(alts) else ""
    if len(words) > ALT_MOST:
        form.refuse(
            field,
            _(
                "A description can have up to %(most)s characters; this has %(letters)s.",
                most=count(ALT_MOST),
                letters=count(len(words)),
            ),
        )
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
