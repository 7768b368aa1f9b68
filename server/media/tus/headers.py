"""What tus 1.0.0 says in headers, read with care: they come from strangers. Everything here raises Wrong."""

import base64
import binascii
import re

from werkzeug.datastructures import Headers

from server.i18n import gettext as _
from server.media.tus.intake import Promise

VERSION = "1.0.0"
BYTES_TYPE = "application/offset+octet-stream"
DIGEST_BYTES = {"sha1": 20, "sha256": 32}

# More digits are more bytes than any disk has.
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


class Wrong(Exception):
    """A request that cannot be carried out: its status, and a sentence that says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def number(headers: Headers, name: str) -> int:
    """The whole number in a header that must be there."""
    text = headers.get(name)
    if text is None:
        raise Wrong(400, _("The header %(name)s is missing.", name=name))
    if not _NUMBER.fullmatch(text):
        raise Wrong(400, _("The header %(name)s must be a whole number of bytes.", name=name))
    return int(text)


def length(headers: Headers) -> int:
    """How many bytes a new upload will have."""
    if "Upload-Defer-Length" in headers:
        raise Wrong(400, _("The length of an upload must be said when it begins."))
    return number(headers, "Upload-Length")


def file_name(headers: Headers) -> str:
    """The name in Upload-Metadata; empty when there is none."""
    name = _metadata(headers).get("filename", "")
    if re.search(r"[/\\\x00-\x1f\x7f]", name):
        raise Wrong(400, _("The name of the file must be one without a path."))
    return name.strip()


def metadata(name: str) -> str:
    """The Upload-Metadata that file_name() reads as `name`."""
    return f"filename {base64.b64encode(name.encode()).decode()}"


def promise(headers: Headers) -> Promise | None:
    """What Upload-Checksum says that the bytes of this request hash to; None without it."""
    text = headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, encoded = text.partition(" ")[::2]
    if algorithm not in DIGEST_BYTES:
        raise Wrong(
            400, _("The algorithm of Upload-Checksum must be one of these: %(all)s.", all=", ".join(DIGEST_BYTES))
        )
    digest = _decoded(encoded, "Upload-Checksum")
    if len(digest) != DIGEST_BYTES[algorithm]:
        raise Wrong(400, _("The value in Upload-Checksum is no %(algorithm)s.", algorithm=algorithm))
    return Promise(algorithm, digest)


def _metadata(headers: Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in filter(None, map(str.strip, headers.get("Upload-Metadata", "").split(","))):
        key, encoded = pair.partition(" ")[::2]
        try:
            found[key] = _decoded(encoded, "Upload-Metadata").decode()
        except UnicodeDecodeError:
            raise Wrong(400, _("What is in %(name)s must be UTF-8.", name="Upload-Metadata")) from None
    return found


def _decoded(encoded: str, name: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong(400, _("What is in %(name)s must be base64.", name=name)) from None
