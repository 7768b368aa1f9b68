"""What people wrote, as HTML: escaped, with its @names, #tags and addresses as links, and its lines kept."""

import regex
from markupsafe import Markup, escape

# A name or tag begins after a space or a bracket, never inside a word or an e-mail address.
_TOKEN = regex.compile(
    r"(?<![\p{L}\p{N}_@#/.&])(?:@(?P<name>[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?)"
    r"|\#(?P<tag>[\p{L}\p{M}\p{N}_]{1,50}))"
    r"|(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]])"
)


def linkify(text: str) -> Markup:
    """`text` with links; everything else escaped; line breaks become <br>."""
    parts: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text):
        parts += [escape(text[end : match.start()]), _link(match)]
        end = match.end()
    parts.append(escape(text[end:]))
    return Markup("".join(parts).replace("\r\n", "\n").replace("\n", "<br>"))  # noqa: S704 every part was escaped


def tags(text: str) -> list[str]:
    """The hashtags in `text`, case-folded, each once, in order."""
    found = (match["tag"] for match in _TOKEN.finditer(text) if match["tag"])
    return list(dict.fromkeys(tag.casefold() for tag in found if not tag.isdigit()))


def mentions(text: str) -> list[str]:
    """The usernames mentioned in `text`, in lower case, each once, in order."""
    found = (match["name"] for match in _TOKEN.finditer(text) if match["name"])
    return list(dict.fromkeys(name.lower() for name in found))


def _link(match: "regex.Match[str]") -> str:
    if name := match["name"]:
        return Markup('<a class="mention" href="/@{}">@{}</a>').format(name.lower(), name)
    if tag := match["tag"]:
        if tag.isdigit():
            return str(escape(f"#{tag}"))
        return Markup('<a class="tag" href="/tags/{}">#{}</a>').format(tag.casefold(), tag)
    return Markup('<a href="{0}" rel="nofollow ugc noopener">{1}</a>').format(
        match["url"], regex.sub(r"^https?://(www\.)?", "", match["url"])
    )
