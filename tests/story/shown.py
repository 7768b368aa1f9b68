"""What somebody sees of a page as far as it is live, read from its HTML: quickly, since hundreds are read."""

import html as escapes
import re
from dataclasses import dataclass, field

TAG = re.compile(r"<([a-z][\w-]*)((?:\s[^<>]*)?)>")
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
PILL = re.compile(r"(\d+)\+? new posts?\s*<")
LOGS = ("comments:", "account:", "posted:")

Position = tuple[int, ...]


@dataclass
class Shown:
    """`topics`: the position that the page has of each. `cards`: ids of the elements that go when their post does."""

    topics: dict[str, str] = field(default_factory=dict)
    cards: list[str] = field(default_factory=list)
    counts: dict[str, str] = field(default_factory=dict)
    comments: dict[str, tuple[int, str]] = field(default_factory=dict)
    bell: str | None = None
    since: str | None = None
    pill: int = 0

    @property
    def thread(self) -> list[tuple[str, str]]:
        """The comments in their order."""
        return [(name, text) for name, (_, text) in self.comments.items()]


def position(topic: str, seen: str) -> Position:
    """What is newer is larger."""
    return tuple(int(part) for part in seen.split("-")) if topic.startswith(LOGS) else (int(seen),)


def read(html: str) -> Shown:
    """What some HTML shows."""
    shown = Shown()
    for found in TAG.finditer(html):
        if "id=" in found[2] or "data-topic=" in found[2]:
            _read(shown, found, html)
    return shown


def _read(shown: Shown, found: re.Match[str], html: str) -> None:
    attributes = dict(ATTRIBUTE.findall(found[2]))
    name, topic = attributes.get("id", ""), attributes.get("data-topic")
    if topic is not None:
        seen = attributes["data-seen"]
        known = shown.topics.get(topic)
        shown.topics[topic] = seen if known is None else min(known, seen, key=lambda each: position(topic, each))
    if "data-gone" in found[2] and topic is not None:
        shown.cards.append(name)
    elif name.startswith("counts-"):
        shown.counts[name] = _text(found, html)
    elif name.startswith("comment-") and "data-order" in attributes:
        shown.comments[name] = (int(attributes["data-order"]), _text(found, html))
    elif name == "bell":
        shown.bell = "".join(re.findall(r"\d+\+?", _text(found, html)))
    elif name == "new-posts":
        shown.since = attributes["hx-get"]
        shown.pill = int(next(iter(PILL.findall(_inner(found, html))), 0))


def _inner(found: re.Match[str], html: str) -> str:
    return html[found.end() : html.index(f"</{found[1]}>", found.end())]


def _text(found: re.Match[str], html: str) -> str:
    """What an element says; moments are told in the browser's own words, so without them."""
    inner = re.sub(r"<time.*?</time>", "", _inner(found, html), flags=re.DOTALL)
    return " ".join(escapes.unescape(re.sub(r"<[^>]*>", " ", inner)).split())
