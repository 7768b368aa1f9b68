"""What people read on a page: its texts, and what screen readers say and empty fields show."""

from html.parser import HTMLParser

READ = frozenset({"aria-label", "aria-description", "alt", "title", "placeholder"})
UNREAD = frozenset({"script", "style", "code", "kbd"})


def readable(html: str) -> list[str]:
    """The texts of a page, in order."""
    page = _Page()
    page.feed(html)
    return page.found


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        described = [
            ("title", value) for name, value in attrs if name == "content" and ("name", "description") in attrs
        ]
        # What people say of their photos is theirs.
        is_photo = tag == "img" and ("class", "real") in attrs
        for name, value in [*attrs, *described]:
            if name in READ and value and not is_photo:
                self.found.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.found.append(" ".join(data.split()))
