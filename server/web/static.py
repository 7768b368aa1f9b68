"""Our CSS and JavaScript, and the vendor files that set-up copied: each under an address that changes with its bytes.

All style sheets are one answer and the scripts of every page are one answer: joined in memory when the process starts.
"""

import gzip
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rcssmin  # type: ignore[import-untyped]
import rjsmin  # type: ignore[import-untyped]
from quart import Blueprint, Response, abort, request

from server import i18n
from server.web.access import public

FOLDER = Path(__file__).parents[2] / "static"
YEAR = "public, max-age=31536000, immutable"
MINIFIERS = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
COMPRESSIBLE = ("text/", "image/svg+xml", "application/manifest+json")
JOINED = {
    "site.css": ("tokens.css", "base.css", "*.css"),
    # What only some pages need: static/scripts.js loads them there.
    "composer.js": ("composer/*.js",),
    "editor.js": ("editor/*.js",),
    # The service worker, which server/offline/ serves.
    "worker.js": ("worker/*.js",),
}
# What every page has. There is one for each language, which the catalogue of its words opens: site.de.js.
# static/first.js, which comes alone, asks for it.
SITE = ("vendor/htmx.min.js", "vendor/hx-ws.min.js", "vendor/hx-upsert.min.js", "words.js", "*.js")
FIRST = "first.js"

blueprint = Blueprint("static_files", __name__, static_folder=None)


@dataclass(frozen=True)
class File:
    """One static file as it is sent."""

    body: bytes
    zipped: bytes | None
    media_type: str
    digest: str


def url(name: str) -> str:
    """The address of a static file; it may be kept for ever, since it names the bytes. Raises KeyError."""
    return f"/static/{name}?v={_files()[name].digest}"


def body(name: str) -> bytes:
    """The bytes of a static file. Raises KeyError."""
    return _files()[name].body


@cache
def version() -> str:
    """A digest of all static files: it changes when one of them does."""
    digests = "".join(f"{name} {file.digest}\n" for name, file in sorted(_files().items()))
    return hashlib.sha256(digests.encode()).hexdigest()[:16]


@blueprint.get("/static/<path:name>")
@public
async def static_file(name: str) -> Response:
    """The file, compressed when the browser takes that."""
    file = _files().get(name)
    if file is None:
        abort(404)
    zipped = file.zipped if "gzip" in request.headers.get("Accept-Encoding", "") else None
    response = Response(zipped or file.body, content_type=file.media_type)
    response.headers["Cache-Control"] = YEAR if request.args.get("v") == file.digest else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{file.digest}-gz" if zipped else file.digest)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return await response.make_conditional(request)


@cache
def _files() -> dict[str, File]:
    paths = (path for path in sorted(FOLDER.rglob("*")) if path.is_file())
    files = {str(path.relative_to(FOLDER)): path.read_bytes() for path in paths}
    files |= {name: _join(patterns) for name, patterns in JOINED.items()}
    site = _join(SITE)
    files |= {f"site.{language}.js": _words(language) + site for language in i18n.LANGUAGES}
    found = {name: _file(name, body) for name, body in files.items()}
    found["site.css"] = _file("site.css", _with_addresses(files["site.css"], found))
    return found


def _join(patterns: tuple[str, ...]) -> bytes:
    """The files in the order of the patterns, each once; ours without comments and blanks."""
    paths = dict.fromkeys(path for pattern in patterns for path in sorted(FOLDER.glob(pattern)))
    return b"\n".join(_small(path) for path in paths if path.name != FIRST)


def _small(path: Path) -> bytes:
    body = path.read_bytes()
    # What came minified stays as it came.
    return body if ".min." in path.name else MINIFIERS[path.suffix](body)


def _words(language: str) -> bytes:
    """The catalogue of what scripts say, as the script that words.js expects before it."""
    return b"const catalogue = %b;\n" % json.dumps(i18n.script_messages(language), ensure_ascii=False).encode()


def _with_addresses(sheet: bytes, files: dict[str, File]) -> bytes:
    """The sheet, its url("name") being the addresses of those files that may be kept for ever."""
    return re.sub(
        rb'url\("([^":]+)"\)',
        lambda match: f'url("{match[1].decode()}?v={files[match[1].decode()].digest}")'.encode(),
        sheet,
    )


def _file(name: str, body: bytes) -> File:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    zipped = gzip.compress(body, mtime=0) if media_type.startswith(COMPRESSIBLE) else None
    return File(body, zipped, media_type, hashlib.sha256(body).hexdigest()[:16])
