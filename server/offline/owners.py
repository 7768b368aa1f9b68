"""Whose a page is, and who wrote what is sent: so that nothing kept in a browser is shown to, or sent as, another.

The worker (static/worker/) keeps pages, and writes that could not be sent. An answer says for whom it was made, and a
write may say by whom it was made; it is refused when another account is signed in by then.
"""

from quart import Quart, Response, abort, g, request
from quart.globals import request_ctx

from server.accounts import doors
from server.i18n import gettext as _

ACCOUNT = "X-Tintype-Account"


def install(app: Quart) -> None:
    """Have every request of `app` be the account's that it names, and every HTML answer name its own."""
    app.before_request(_refuse_anothers)
    app.after_request(_name)


async def _refuse_anothers() -> None:
    written_by = request.headers.get(ACCOUNT)
    if written_by is None:
        return
    viewer = await doors.viewer()
    if viewer is not None and str(viewer.id) != written_by:
        abort(412, _("Somebody else is signed in here by now, so this was not sent. Please load the page anew."))


async def _name(response: Response) -> Response:
    viewer = g.get("viewer")
    if viewer is not None and request_ctx.request.method == "GET" and response.mimetype == "text/html":
        response.headers[ACCOUNT] = str(viewer.id)
    return response
