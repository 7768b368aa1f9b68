"""The list behind the bell, and the bell's badge."""

from markupsafe import Markup
from quart import Blueprint, Response, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.notifications import actions, bells, queries
from server.notifications.models import Notification
from server.web import moments, pages

PAGE = 30

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notifications")
async def index() -> pages.Answer:
    """What happened; looking at it marks it as seen."""
    me = await doors.me()
    notes = await queries.latest(me.id, before=moments.parse(request.args.get("before")), limit=PAGE)
    readable = [note for note in notes if isinstance(note, Notification)]
    actors = await accounts.by_ids(note.actor for note in readable)
    if any(not note.seen for note in readable):
        await actions.mark_seen(me.id)
    last = readable[-1] if len(notes) == PAGE and readable else None
    older = moments.text(moments.Place(last.created_at, last.id)) if last else None
    return await pages.page("notifications/index.html", notes=notes, actors=actors, older=older)


@blueprint.get("/notifications/bell")
async def bell() -> Response:
    """The bell with its badge, as the tab fetches it on a hint."""
    return pages.html(await bells.html((await doors.me()).id))


@pages.shares("bell")
async def bell_on_pages() -> Markup | None:
    """The bell for every page of who is signed in."""
    viewer = await doors.viewer()
    return await bells.kept(viewer.id) if viewer else None
