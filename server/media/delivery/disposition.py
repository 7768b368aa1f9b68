"""Content-Disposition: the name under which a browser saves what it fetches (RFC 6266, RFC 8187)."""

import re
import unicodedata
from urllib.parse import quote

# Letters of a name that no file system, header or shell minds.
_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]")
_PATH = re.compile(r"[/\\]")


def attachment(name: str) -> str:
    """To be saved under `name`, whatever letters a stranger put into it: never a path, and never hidden."""
    whole = "".join(letter for letter in _PATH.split(name)[-1] if letter.isprintable()).lstrip(". ") or "file"
    plain = _PLAIN.sub("_", unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()).strip() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"
