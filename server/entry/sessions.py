"""The devices where a person is signed in, and who tried to be."""

from typing import NamedTuple

from quart import Blueprint, abort

from server.accounts import devices, doors, history, places, sessions
from server.accounts.models import Session, SignIn
from server.web import pages

blueprint = Blueprint("sessions", __name__)


class Shown(NamedTuple):
    """A session, or a line of the history, with its device and place in words."""

    what: Session | SignIn
    device: str
    place: str

    @property
    def is_hand_held(self) -> bool:
        """Whether it is a phone or the like."""
        return devices.is_hand_held(self.what.device)


@blueprint.get("/settings/sessions")
async def index() -> pages.Answer:
    """All of them, and the history below."""
    me = await doors.me()
    open_ones, past = await sessions.of(me.id), await history.of(me.id)
    here = [each for each in open_ones if each.id == me.session]
    others = [each for each in open_ones if each.id != me.session]
    return await pages.page(
        "entry/sessions.html", here=await _in_words(here), others=await _in_words(others), past=await _in_words(past)
    )


@blueprint.delete("/settings/sessions/<session_id>")
async def end(session_id: str) -> pages.Answer:
    """Sign one device out: its cookie is dead and its pages are closed at once."""
    me = await doors.me()
    if session_id not in {each.id for each in await sessions.of(me.id)}:
        abort(404)
    await sessions.end(session_id)
    if session_id != me.session:
        return pages.see_other("/settings/sessions")
    doors.let_out()
    return pages.whole_page_at("/")


@blueprint.delete("/settings/sessions")
async def end_others() -> pages.Answer:
    """Sign all devices out but this one."""
    me = await doors.me()
    await sessions.end_all(me.id, but=me.session)
    return pages.see_other("/settings/sessions")


async def _in_words(found: list[Session] | list[SignIn]) -> list[Shown]:
    device = await devices.in_words(each.device for each in found)
    place = await places.in_words(each.address for each in found)
    return [Shown(each, device[each.device], place[each.address]) for each in found]
