"""How tus answers what goes wrong: a status, and one plain sentence as text, which the composer shows as it is."""

from quart import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from server.i18n import gettext as _
from server.i18n import mark
from server.media import refusals
from server.media.refused import Refused
from server.media.tus.arrivals import Excess, Mismatch, OutOfStep
from server.media.tus.headers import VERSION, Wrong
from server.media.tus.intake import Overtaken
from server.web import errors
from server.web.streams import Disconnected

TEXT = "text/plain; charset=utf-8"
# Of what is refused; what is neither too large nor too much is of the wrong kind.
STATUSES = {"too_many_bytes": 413, "empty": 400, "too_many_uploads": 429}
REASONS: dict[type[Exception], tuple[int, str]] = {
    OutOfStep: (409, mark("This upload is at another place by now. Ask where it is and go on from there.")),
    Overtaken: (423, mark("Another request is sending this upload, or it was given up.")),
    Excess: (413, mark("More bytes came than were announced for this upload.")),
    Mismatch: (460, mark("The bytes were damaged on their way, so none of them was kept.")),
    Disconnected: (400, mark("The connection broke before all bytes had come.")),
}


def install(blueprint: Blueprint) -> None:
    """Have all answers of `blueprint` be such, and speak this version of tus."""
    blueprint.before_request(_check_version)
    blueprint.after_request(_finish)
    blueprint.register_error_handler(Wrong, _wrong)
    blueprint.register_error_handler(Refused, _refused)
    blueprint.register_error_handler(HTTPException, _http_error)
    for kind in REASONS:
        blueprint.register_error_handler(kind, _failed)


async def _check_version() -> None:
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise Wrong(412, _("The header %(name)s must say %(value)s.", name="Tus-Resumable", value=VERSION))


async def _finish(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == 412:
        response.headers["Tus-Version"] = VERSION
    if response.status_code >= 400 and response.mimetype == "text/html":
        _title, words = errors.WORDS.get(response.status_code, errors.WORDS[500])
        response.content_type = TEXT
        response.set_data(_(words))
    return response


async def _wrong(wrong: Wrong) -> Response:
    return Response(wrong.sentence, wrong.status, content_type=TEXT)


async def _refused(refused: Refused) -> Response:
    return Response(refusals.told(refused), STATUSES.get(refused.code, 415), content_type=TEXT)


async def _failed(error: Exception) -> Response:
    status, sentence = REASONS[type(error)]
    return Response(_(sentence), status, content_type=TEXT)


async def _http_error(error: HTTPException) -> Response:
    response = Response(error.description, error.code, content_type=TEXT)
    response.headers.extend([(name, value) for name, value in error.get_headers() if name == "Retry-After"])
    return response
