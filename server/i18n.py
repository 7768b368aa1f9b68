"""The languages that Tintype speaks: messages, plurals, numbers and dates, for the person of this task.

A message is its English sentence. Python says `_("...")` (this module's gettext) and `ngettext`, templates
`{{ _("...") }}` or `{% trans %}`, scripts `_("...")` from static/words.js. What is made at import is `mark("...")` and
translated where it is shown. `python -m server languages` brings the catalogues in server/locales up to date.
"""

import gettext as catalogues
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
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
# Where Babel writes dates in another way than we do: in America the month comes first.
DATES = {"en": "en-GB"}
# Of an Accept-Language header: no browser sends half as much, and each different one is remembered.
ACCEPTED_MOST = 200
_RANGE = re.compile(
    r"(\*|[a-z]{1,8})(?:-[a-z0-9]{1,8})*(?:\s*;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE
)

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
    return _preferred(accepted[:ACCEPTED_MOST])


def mark(message: str) -> str:
    """The message itself: marks it for the catalogues where it cannot be translated yet."""
    return message


def gettext(message: str, /, **values: object) -> str:
    """`message` in the current language, with `values` in the places of its %(name)s."""
    language = _spoken.get()
    # English, and "" (under which a catalogue has its header), cost no look into a catalogue.
    text = message if language == ENGLISH or not message else _catalogue(language).gettext(message)
    return text % values if values else text


def told(message: str, values: Mapping[str, str | float]) -> str:
    """The same for a message that was kept with its values: numbers are written as the language does it."""
    return gettext(message, **{name: each if isinstance(each, str) else decimal(each) for name, each in values.items()})


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """The form for `number`, which stands in the place of %(num)s as people write it, by the plural rules."""
    language = _spoken.get()
    if language == ENGLISH:
        text = singular if number == 1 else plural
    else:
        # What is written short ("12.3K") has the form of a round number.
        text = _catalogue(language).ngettext(singular, plural, number if number < SHORT_FROM else SHORT_FROM)
    return text % ({"num": count(number)} | values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """gettext() for a message that means different things in different places; `context` says which."""
    text = _catalogue(current()).pgettext(context, message)
    return text % values if values else text


def isolated(text: str) -> str:
    """`text` of a person's within our words where no <bdi> can be: it keeps its own direction, and they keep theirs."""
    if direction() == "ltr" and not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return text
    return f"\u2068{text}\u2069"


def script_messages(language: str) -> Mapping[str, str | list[str]]:
    """What scripts say in `language`: a message, or the list of its plural forms, by the English one.

    What is not translated is left out: scripts then say it in English.
    """
    found: dict[str, str | list[str]] = {}
    for entry in catalogue(language):
        said = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        if not all(said) or entry.fuzzy or not any(path.startswith("static/") for path, _ in entry.locations):
            continue
        if isinstance(entry.id, str):
            found[entry.id] = said[0]
        else:
            found[entry.id[0]] = said
    return found


def count(number: int) -> str:
    """1234 -> "1,234"; 12345 -> "12.3K"; 1234567 -> "1.2M": as the current language writes it."""
    return _count(number, current())


def date(when: datetime) -> str:
    """ "22 November 2026"."""
    return format_date(when, "long", locale=_locale(DATES.get(current(), current())))


def decimal(number: float) -> str:
    """12.14 -> "12.1", 1234.0 -> "1,234": with at most one decimal, as the current language writes it."""
    return format_decimal(number, "#,##0.#", locale=_locale(current()), numbering_system="latn")


def moment(when: datetime) -> str:
    """A moment in UTC: "22 November 2026, 19:57 UTC"."""
    return gettext("%(date)s, %(time)s UTC", date=date(when), time=format_time(when, "HH:mm"))


@lru_cache(maxsize=1_000)
def _preferred(accepted: str) -> str:
    for tag in _by_weight(accepted):
        if tag in LANGUAGES:
            return tag
        if tag == "*":
            break
    return ENGLISH


@lru_cache(maxsize=10_000)
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
def catalogue(language: str) -> Catalog:
    """The messages of a language with their translations, as its file has them; of English there are none."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    found = catalogue(language)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)


def _by_weight(accepted: str) -> list[str]:
    """The languages in an Accept-Language header without their regions, the most wanted first; broken ones left out."""
    ranges = filter(None, (_RANGE.fullmatch(part.strip()) for part in accepted.split(",")))
    weighed = [(float(found[2] or 1), found[1].lower()) for found in ranges]
    return [tag for weight, tag in sorted(weighed, key=lambda each: -each[0]) if weight > 0]
