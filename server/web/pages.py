"""A page, or the part of it that htmx asks for."""

from collections.abc import Awaitable, Callable
from typing import Any

from quart import Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from server.realtime import publish
from server.web import templates

Answer = Response | WerkzeugResponse
Context = dict[str, Any]

Provider = Callable[[], Awaitable[Any]]

_shared: dict[str, Provider] = {}


def shares(name: str) -> Callable[[Provider], Provider]:
    """Register what every page needs to know under `name` (who is signed in, the bell)."""

    def register(provider: Provider) -> Provider:
        _shared[name] = provider
        return provider

    return register


async def page(template: str, status: int = 200, **context: Any) -> Response:
    """The whole page, or only its #page part when htmx navigates: templates extend `layout`."""
    partial = wants_partial()
    response = html(await render_page(template, partial=partial, status=status, **context), status)
    if status >= 400:
        # The address of a form that was refused is no page to come back to.
        response.headers["HX-Push-Url"] = "false"
    return response


async def render_page(template: str, *, partial: bool, **context: Any) -> str:
    """The HTML of a page with all that pages share, as far as `context` has nothing else for it."""
    shared: Context = {"layout": "partial.html" if partial else "base.html", "seen": publish.seen_now()}
    shared["path"] = request.path
    for name in _shared.keys() - context.keys():
        shared[name] = await _shared[name]()
    return templates.render(template, **(shared | context))


def html(body: str | bytes, status: int = 200) -> Response:
    """An answer of HTML that no shared cache keeps."""
    response = Response(body, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "HX-Request, HX-Target, Cookie, Accept-Language, Save-Data"
    return response


def wants_partial() -> bool:
    """Whether htmx will put the answer into #page of a page that is already there."""
    return request.headers.get("HX-Target", "").endswith("#page") and not wants_history()


def wants_history() -> bool:
    """Whether htmx restores a page on Back: it picks #page out of the whole."""
    return "HX-History-Restore-Request" in request.headers


def targets(element_id: str) -> bool:
    """Whether htmx asks for just the element with this id."""
    return request.headers.get("HX-Target", "").endswith(f"#{element_id}")


def is_htmx() -> bool:
    """Whether htmx sent this request."""
    return request.headers.get("HX-Request") == "true"


def see_other(address: str) -> Answer:
    """After a POST: go and look at `address`."""
    return redirect(address, 303)


def whole_page_at(address: str) -> Answer:
    """Go to `address` with a fresh page: who is signed in has changed, so the frame and the socket must too."""
    if is_htmx():
        return Response("", 200, headers={"HX-Redirect": address})
    return see_other(address)


def own_path(address: str | None, otherwise: str = "/") -> str:
    """`address` if it is a path of this site (never another host's), else `otherwise`."""
    if not address or "\\" in address or any(ord(letter) < 33 for letter in address):
        return otherwise
    return address if address.startswith("/") and not address.startswith("//") else otherwise


def back(otherwise: str = "/", fragment: str = "") -> Answer:
    """To the page of ours that the form was on, near `fragment`: for actions without JavaScript."""
    host, slash, path = (request.referrer or "").partition("://")[2].partition("/")
    address = own_path(slash + path if host == request.host else "", otherwise)
    return see_other(address + (f"#{fragment}" if fragment else ""))
