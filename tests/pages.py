"""A page as a test reads it: roles, ids, form fields and text, no classes."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"}
)
BLOCKS = frozenset({"li", "p", "div", "br", "article", "section", "h1", "h2"})
Attributes = list[tuple[str, str | None]]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def raw(self) -> str:
        return "".join(self.parts)

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())


class Page(HTMLParser):
    """All elements of some HTML, in order, each with the text in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        # A mould for scripts is not on the page.
        self.feed(re.sub(r"<template\b.*?</template>", "", html, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag in BLOCKS:
            self.handle_data(" ")
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.parts.append(data)

    def all(self, tag: str = "", /, **wanted: str) -> list[Element]:
        """Elements with this tag and these attributes (`aria_label` is aria-label, `for_` is for)."""
        named = {name.strip("_").replace("_", "-"): value for name, value in wanted.items()}
        found = [element for element in self.elements if tag in ("", element.tag)]
        return [e for e in found if all(e.attributes.get(name) == value for name, value in named.items())]

    def one(self, tag: str = "", /, **wanted: str) -> Element:
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} of {tag} {wanted} in {self.html}"
        return found[0]

    @property
    def heading(self) -> str:
        return self.one("h1").text

    @property
    def text(self) -> str:
        """What #page says."""
        return self.one("main", id="page").text

    @property
    def posts(self) -> list[str]:
        """Ids of the posts that the page shows, as cards or tiles, in order."""
        return re.findall(r'data-topic="post:([0-9a-f]{24})"', self.html)

    @property
    def comments(self) -> list[str]:
        """What the comments say, with who says it, in order."""
        return [element.all_text for element in self._comments()]

    def _comments(self) -> list["_Comment"]:
        found = [e for e in self.all("li") if re.fullmatch("comment-[0-9a-f]{24}", e.attributes.get("id", ""))]
        return [_Comment(element.attributes["id"].removeprefix("comment-"), element.text) for element in found]

    @property
    def comment_ids(self) -> list[str]:
        return [comment.id for comment in self._comments()]

    @property
    def hrefs(self) -> list[str]:
        return [element.attributes["href"] for element in self.all("a") if "href" in element.attributes]

    def link(self, text: str) -> str:
        """Where the one link with this text leads."""
        (found,) = {e.attributes["href"] for e in self.all("a") if e.text == text}
        return found

    def beside(self, name: str) -> str:
        """The words that describe a field to who cannot see the page: its error and its hint."""
        ids = self.one(name=name).attributes.get("aria-describedby", "").split()
        return " ".join(e.text for each in ids for e in self.all(id=each) if "hidden" not in e.attributes)

    def is_refused(self, name: str) -> bool:
        return self.one(name=name).attributes.get("aria-invalid") == "true"

    def value(self, name: str) -> str:
        """What stands in a field."""
        found = self.one(name=name)
        return found.raw if found.tag == "textarea" else found.attributes.get("value", "")

    @property
    def is_ours(self) -> bool:
        """Whether it is a whole page in the site's look: its style sheet, its navigation, its main part."""
        styled = any(e.attributes.get("href", "").startswith("/static/site.css") for e in self.all("link"))
        return styled and bool(self.all("nav")) and len(self.all("main", id="page")) == 1


@dataclass
class _Comment:
    id: str
    all_text: str
