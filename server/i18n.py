"""The languages that Tintype speaks: messages, plurals, numbers and dates, for the person of this task.

A message is its English sentence. Python says `_("...")` (this module's gettext) and `ngettext`, templates
`{{ _("...") }}` or `{% trans %}`, scripts `_("...")` from static/words.js. What is made at import is `mark("...")` and
translated where it is shown. `python -m server languages` brings the catalogues in server/locales up to date.
"""

import gettext as catalogues
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal

ENGLISH = "en"
# Each in its own words.
LANGUAGES = {"en": "English", "de": "Deutsch", "ar": "العربية"}
FOLDER = Path(__file__).parent / "locales"
# From here on a number is short: 12.3K.
SHORT_FROM = 10_000
MOMENT = "d MMMM y, HH:mm"

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """The language of this task, as a BCP 47 tag: a key of LANGUAGES."""
    return _spoken.get()


def speak(language: str) -> None:
    """Have this task speak `language`; one that we do not know is English."""
    _spoken.set(language if language in LANGUAGES else ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """The same within a block."""
    token = _spoken.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(token)


def direction() -> str:
    """Where lines begin in the current language: `ltr` or `rtl`."""
    return _locale(current()).text_direction


def preferred(accepted: str) -> str:
    """The one of our languages that a browser with this Accept-Language header likes best (RFC 9110, 12.5.4)."""
    return negotiate_locale(_by_weight(accepted), list(LANGUAGES), sep="-") or ENGLISH


def mark(message: str) -> str:
    """The message itself: marks it for the catalogues where it cannot be translated yet."""
    return message


def gettext(message: str, **values: object) -> str:
    """`message` in the current language, with `values` in the places of its %(name)s."""
    text = _catalogue(current()).gettext(message) if message else ""
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """The form for `number`, which stands in the place of %(num)s as people write it, by the plural rules."""
    text = _catalogue(current()).ngettext(singular, plural, number)
    return text % ({"num": count(number)} | values)


def pgettext(context: str, message: str, **values: object) -> str:
    """gettext() for a message that means different things in different places; `context` says which."""
    text = _catalogue(current()).pgettext(context, message)
    return text % values if values else text


def script_messages(language: str) -> Mapping[str, str | list[str]]:
    """What scripts say in `language`: a message, or the list of its plural forms, by the English one."""
    found: dict[str, str | list[str]] = {}
    for entry in _messages(language):
        if not any(path.startswith("static/") for path, _ in entry.locations):
            continue
        if isinstance(entry.id, str):
            found[entry.id] = str(entry.string)
        else:
            found[entry.id[0]] = list(entry.string or ())
    return found


def count(number: int) -> str:
    """1234 -> "1,234"; 12345 -> "12.3K"; 1234567 -> "1.2M": as the current language writes it."""
    return _count(number, current())


def moment(when: datetime) -> str:
    """A moment in UTC: "22 November 2026, 19:57 UTC"."""
    return _("%(moment)s UTC", moment=format_datetime(when, MOMENT, locale=_locale(current())))


@cache
def _count(number: int, language: str) -> str:
    whole = format_decimal(number, locale=_locale(language), numbering_system="latn")
    if number < SHORT_FROM:
        return whole
    nearest = 1_000_000 if 999_950 <= number < 1_000_000 else number
    short = format_compact_decimal(nearest, fraction_digits=1, locale=_locale(language), numbering_system="latn")
    # German has no short thousands, and would write them without a point.
    return whole if short.isdigit() else short


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@cache
def _messages(language: str) -> Catalog:
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    found = _messages(language)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)


def _by_weight(accepted: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first; broken ones are left out."""
    weighed = []
    for part in accepted.split(",")[:20]:
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=lambda each: -each[0]) if tag and weight > 0]


_ = gettext
