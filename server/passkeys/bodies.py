"""What passkeys.js sends and is answered: JSON both ways; a refusal is one sentence for the person."""

from functools import wraps
from typing import Any

import msgspec
from quart import Response, abort, request
from werkzeug.exceptions import HTTPException

from server.i18n import gettext as _
from server.i18n import mark
from server.passkeys.refused import Refused
from server.web.access import View

# The largest that an authenticator sends is a few kilobytes.
BYTES_MOST = 64 * 1024


class Sent(msgspec.Struct, frozen=True):
    """What navigator.credentials gave the script, and the path to go to afterwards."""

    credential: dict[str, Any]
    next: str = ""


def in_json(view: View) -> View:
    """Answer what this route refuses as {"error": sentence}."""

    @wraps(view)
    async def answer(*args: Any, **values: Any) -> Any:
        try:
            return await view(*args, **values)
        except Refused as refused:
            return said({"error": _(refused.message, **refused.values)}, 422)
        except HTTPException as error:
            response = said({"error": error.description}, error.code or 500)
            if retry := getattr(error, "retry_after", None):
                response.headers["Retry-After"] = str(retry)
            return response

    return answer  # type: ignore[return-value]


async def sent() -> Sent:
    """The body of this request. Raises Refused, or RequestEntityTooLarge."""
    body = await request.get_data()
    if len(body) > BYTES_MOST:
        abort(413, _("That is larger than any passkey."))
    try:
        return msgspec.json.decode(body, type=Sent)
    except (msgspec.DecodeError, RecursionError):
        raise Refused(mark("That did not arrive whole. Please try again.")) from None


def said(words: dict[str, Any], status: int = 200) -> Response:
    """An answer that nobody keeps."""
    response = Response(msgspec.json.encode(words), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
