"""A form on its way in: what was typed is kept, and each message stands beside its field."""

import secrets
import unicodedata
from collections.abc import Mapping

from quart import request

from server.i18n import count
from server.i18n import gettext as _

UNWANTED_CATEGORIES = frozenset({"Cc", "Cs"})


class Form:
    """Values by field name, and the sentence that says what is wrong with a field."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        """Begin with these values, as they were typed or as they are stored."""
        self.values = dict(values or {})
        self.errors: dict[str, str] = {}

    @classmethod
    async def sent(cls) -> "Form":
        """The form of this request."""
        return cls((await request.form).to_dict())

    @property
    def ok(self) -> bool:
        """Whether nothing was refused."""
        return not self.errors

    @property
    def key(self) -> str:
        """Names this filling-in of the form, so that sending it twice does it once."""
        return self.values.get("key") or secrets.token_urlsafe(12)

    def value(self, name: str) -> str:
        """What stands in the field."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """The message beside the field, or nothing."""
        return self.errors.get(name, "")

    def refuse(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field; the first message stands."""
        self.errors.setdefault(name, sentence)

    def line(self, name: str, *, most: int, label: str = "", required: bool = False) -> str:
        """One line of text, trimmed, at most `most` characters."""
        return self.text(name, most=most, label=label, required=required).replace("\n", " ")

    def text(self, name: str, *, most: int, label: str = "", required: bool = False) -> str:
        """Text of several lines, trimmed, without control characters, at most `most` characters."""
        text = clean(self.value(name))
        if required and not text:
            self.refuse(name, _("%(label)s cannot be empty.", label=label))
        if len(text) > most:
            self.refuse(name, _too_long(label, most, len(text)))
        return text


def _too_long(label: str, most: int, letters: int) -> str:
    return _(
        "%(label)s can have up to %(most)s characters; this has %(letters)s.",
        label=label,
        most=count(most),
        letters=count(letters),
    )


def clean(typed: str) -> str:
    """The same text, normalised and trimmed, without control characters."""
    text = unicodedata.normalize("NFC", typed).replace("\r\n", "\n")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in UNWANTED_CATEGORIES).strip()
