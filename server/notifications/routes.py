"""The list behind the bell, and the bell's badge."""

from quart import Blueprint, Response, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.notifications import actions, queries
from server.notifications.models import Notification
from server.web import moments, pages, templates

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
    unread = await queries.unread((await doors.me()).id)
    return pages.html(templates.render("notifications/_bell.html", unread=unread))


@pages.shares
async def unread_on_pages() -> pages.Context:
    """How much is unread, for the bell on every page."""
    viewer = await doors.viewer()
    return {"unread": await queries.unread(viewer.id) if viewer else 0}
