"""What a phone is told when it installs Tintype: the web app manifest (W3C), in the language of who installs it."""

from typing import Any

import msgspec
from quart import Blueprint, Response, request

from server import i18n
from server.i18n import gettext as _
from server.web import static
from server.web.access import public

SHARED = "/posts/shared"
PAPER = "#f4f1eb"  # --ground of static/tokens.css by day; a manifest cannot have one for each scheme
ICONS = (("app/icon-192.png", 192, "any"), ("app/icon-512.png", 512, "any"), ("app/maskable-512.png", 512, "maskable"))

blueprint = Blueprint("manifest", __name__)


@blueprint.get("/manifest.webmanifest")
@public
async def show() -> Response:
    """The manifest in `?language=`: browsers fetch it without cookies, so that its address must say."""
    i18n.speak(request.args.get("language", i18n.current()))
    response = Response(msgspec.json.encode(manifest()), content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def manifest() -> dict[str, Any]:
    """The manifest in the current language."""
    return {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "name": "Tintype",
        "short_name": "Tintype",
        "description": _("Tintype is a calm place for photographs and the people who make them."),
        "lang": i18n.current(),
        "dir": i18n.direction(),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["photo", "social"],
        "icons": [_icon(*icon) for icon in ICONS],
        "shortcuts": [
            {"name": _("New post"), "url": "/posts/new"},
            {"name": _("Notifications"), "url": "/notifications"},
            {"name": _("Search"), "url": "/search"},
        ],
        "share_target": {
            "action": SHARED,
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "media", "accept": ["image/*", "video/*"]}],
            },
        },
    }


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": static.url(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
