"""Share target: what another app shares comes into the draft of a new post.

The worker takes it first and keeps it until it is here (static/worker/shared.js); without a worker it comes as a form.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from quart import Blueprint, abort, request
from werkzeug.datastructures import FileStorage

from server.accounts import doors
from server.accounts.models import Viewer
from server.i18n import count
from server.i18n import gettext as _
from server.media import actions as media
from server.media import refusals
from server.media.sandbox import ChildFailed, Refused
from server.media.uploads import on_disk
from server.offline.manifest import SHARED
from server.posts import forms
from server.settings import current
from server.web import limits, pages
from server.web.access import public
from server.web.forms import Form

NAME_MOST = 80

blueprint = Blueprint("sharing", __name__)


@blueprint.get(SHARED)
async def show() -> pages.Answer:
    """Where one comes back to after signing in: the worker brings what waits, and there is nothing else to see."""
    return pages.see_other("/posts/new")


@blueprint.post(SHARED)
@public
async def share() -> pages.Answer:
    """Photos and videos (`media`) into the draft; what else was shared becomes its caption."""
    me = await doors.viewer()
    if me is None:
        if pages.is_htmx():  # the worker, which still has it
            return pages.whole_page_at(f"/login?{urlencode({'next': SHARED})}")
        abort(401, _("You are signed out, so what you shared did not arrive. Please sign in, then share it again."))
    files = [file for file in (await request.files).getlist("media") if file.filename]
    refused = await _receive(me, files)
    caption = _caption(await Form.sent())
    address = "/posts/new" + (f"?{urlencode({'caption': caption})}" if caption else "")
    if refused:
        return await pages.page("offline/shared.html", 422, refused=refused, address=address)
    return pages.whole_page_at(address)


async def _receive(me: Viewer, files: Sequence[FileStorage]) -> list[tuple[str, str]]:
    """Each file an upload in the draft; the names of those that are none, and why."""
    most, refused = current().album_max, []
    for place, file in enumerate(files):
        name = (file.filename or "")[:NAME_MOST]
        if place >= most:
            refused.append((name, _("A post can have up to %(most)s photos and videos.", most=count(most))))
            continue
        await limits.spend("upload", current().upload_limit, str(me.id))
        try:
            await _receive_one(me, file, name)
        except Refused as error:
            refused.append((name, refusals.told(error)))
        except ChildFailed:
            refused.append((name, _("We could not look into this file just now. Please try again.")))
    return refused


async def _receive_one(me: Viewer, file: FileStorage, name: str) -> None:
    with on_disk(file.stream) as path:
        upload = await media.receive(me.id, path, "photo", name)
    await media.insert(upload)
    await media.process_later(upload)


def _caption(form: Form) -> str:
    """What apps say of what they share: often the same twice."""
    said = dict.fromkeys(filter(None, (form.text(name, most=forms.CAPTION_MOST) for name in ("title", "text", "url"))))
    return "\n".join(line for line in said if not any(line in other for other in said if other != line))[
        : forms.CAPTION_MOST
    ]
