"""Every error in the site's look, in plain words, at the right status; a 500 has an id that is also in the log."""

from typing import Any

import structlog
from pymongo.errors import ConnectionFailure, PyMongoError
from quart import Quart, Response, g, has_request_context
from werkzeug.exceptions import HTTPException, InternalServerError

from server.i18n import mark
from server.web import pages, templates

log = structlog.get_logger(__name__)

# Translated by the templates: who is looking may have chosen another language than her browser asks for.
WORDS = {
    400: (mark("That did not arrive whole"), mark("Please go back and try again.")),
    401: (mark("Please sign in"), mark("You need to be signed in for that.")),
    403: (mark("Not allowed"), mark("You may not do that.")),
    404: (mark("Nothing here"), mark("This page does not exist, or is not there for you.")),
    405: (mark("That is not possible here"), mark("This address does not do that.")),
    409: (mark("That has changed meanwhile"), mark("Please look at it again.")),
    413: (mark("Too large"), mark("What you sent is larger than we can take.")),
    422: (mark("That cannot be done like this"), mark("Please go back and try again.")),
    429: (mark("A little too fast"), mark("Please wait a moment, then try again.")),
    500: (mark("Something broke on our side"), mark("It is not your fault, and we have a note of it.")),
    503: (
        mark("Back in a moment"),
        mark("A part of Tintype does not answer right now. Nothing is lost; please try again."),
    ),
}


def install(app: Quart) -> None:
    """Have `app` answer every error with a page or partial of ours."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(PyMongoError, _store_failed)
    app.register_error_handler(Exception, _unexpected)


async def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.response is not None:
        return error
    if not has_request_context():
        return Response("", error.code or 500)  # the address of a websocket that is none
    status = error.code or 500
    own_words = error.description if type(error).description != error.description else None
    response = await _error_page(status, own_words)
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow", "Content-Range"):
            response.headers[name] = value
    retry = getattr(error, "retry_after", None)
    if retry and "Retry-After" not in response.headers:
        response.headers["Retry-After"] = str(retry)
    return response


async def _unexpected(error: Exception) -> Response:
    log.error("unexpected", error_id=g.get("request_id"), exc_info=error)
    return await _error_page(500)


async def _store_failed(error: PyMongoError) -> Response:
    """503 when trying again helps: no connection, no answer in time, or a post locked by somebody who is gone."""
    passing = error.timeout or error.has_error_label("TransientTransactionError")
    if not isinstance(error, ConnectionFailure) and not passing:
        return await _unexpected(error)
    log.error("store_away", error_id=g.get("request_id"), reason=str(error))
    response = await _error_page(503)
    response.headers["Retry-After"] = "5"
    return response


async def _error_page(status: int, own_words: str | None = None) -> Response:
    title, words = WORDS.get(status, WORDS[500] if status >= 500 else WORDS[400])
    context: dict[str, Any] = {"status": status, "title": title, "words": own_words or words}
    context["error_id"] = g.get("request_id") if status == InternalServerError.code else None
    if pages.is_htmx() and not pages.wants_partial() and not pages.wants_history():
        return _note(status, context)
    try:
        return await pages.page("error.html", **context)
    except Exception as error:
        # The page around the message needs the stores; the message itself does not.
        log.error("error_page_failed", error_id=g.get("request_id"), exc_info=error)
        return pages.html(templates.render("error_bare.html", **context), status)


def _note(status: int, context: dict[str, object]) -> Response:
    """For a small request of htmx: leave what it would have replaced, and say what happened in a note."""
    response = pages.html(templates.render("_note.html", **context), status)
    response.headers["HX-Retarget"] = "#notes"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
