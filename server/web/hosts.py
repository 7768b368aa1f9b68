"""Answers under the site's own names only.

Who has a name of her own lead to our address makes a browser take us for her site: her pages may then read what we
answer (DNS rebinding), and caches keep pages of ours under her name. Balancers and Prometheus ask under any name.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from quart import Quart, Response, request, websocket

from server.i18n import gettext as _
from server.settings import Settings
from server.web import pages, templates

ANY_NAME = frozenset({"/healthz", "/readyz", "/metrics"})
MEDIA = "/media/"
STATUS = 421  # Misdirected Request: RFC 9110, section 15.5.20
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class Names:
    """The names that the site goes by, each in lower case, with its port when it must have that one.

    `media` is the host that a CDN may ask for media under; `is_open`: names of this very machine will do, too.
    """

    names: frozenset[str]
    media: str
    is_open: bool

    @classmethod
    def of(cls, settings: Settings) -> "Names":
        """The names of the site with these settings."""
        names = {*settings.allowed_hosts.lower().split(), host_of(settings.public_url)} - {""}
        own = set() if settings.public_url else {settings.host.lower()}
        return cls(frozenset(names | own), host_of(settings.media_base_url), not settings.public_url)

    def answer(self, host: str, path: str) -> bool:
        """Whether a request for `path` with this Host header is for us."""
        if path in ANY_NAME:
            return True
        whole = host.lower()
        name = _without_port(whole)
        if {whole, name} & self.names or (self.is_open and _is_this_machine(name)):
            return True
        return path.startswith(MEDIA) and whole == self.media != ""


def protect(app: Quart, settings: Settings) -> None:
    """Refuse, before anything else looks at it, every request and websocket of `app` for another site."""
    names = Names.of(settings)

    @app.before_request
    async def refuse_other_names() -> Response | None:
        return None if names.answer(request.host, request.path) else _misdirected()

    @app.before_websocket
    async def refuse_sockets_for_other_names() -> Response | None:
        return None if names.answer(websocket.host, websocket.path) else Response("", STATUS)


def host_of(address: str) -> str:
    """The host of an address as a Host header has it: in lower case, with its port unless that goes without saying."""
    parts = urlsplit(address)
    return parts.netloc.lower().removesuffix(DEFAULT_PORTS.get(parts.scheme, ""))


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_this_machine(name: str) -> bool:
    """A number cannot be made to lead elsewhere, and browsers look `localhost` up themselves (RFC 6761)."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _misdirected() -> Response:
    """A page that asks nobody who is looking: whoever sent her here is not to learn that."""
    words = _("This server does not go by that name. Whoever runs it can add the name to ALLOWED_HOSTS.")
    page = templates.render("error_bare.html", status=STATUS, title=_("Not this site"), words=words, error_id=None)
    return pages.html(page, STATUS)
