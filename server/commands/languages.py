"""`python -m server languages`: brings the catalogues up to date with what the code says; 1 while words are missing.

For translators: edit server/locales/<language>/LC_MESSAGES/messages.po, run it again, restart.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from server import i18n
from server.settings import Settings

ROOT = Path(__file__).parents[2]
READERS = {"server": ("**.py", "python"), "templates": ("**.html", "jinja2"), "static": ("*.js", "javascript")}
KEYWORDS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
NOTE = "Translators:"
# As gettext's own manual has it; CLDR's six forms in its order: zero, one, two, few, many, other.
ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Update every catalogue but the English one, which is the code. Returns the exit status."""
    del settings, arguments
    said, missing = template(), 0
    for language in i18n.LANGUAGES:
        if language != i18n.ENGLISH:
            missing += _update(language, said)
    return int(missing > 0)


def template() -> Catalog:
    """All messages that the code, the templates and the scripts have, with the files that say them."""
    said = Catalog(project="Tintype", charset="utf-8")
    for path, message, notes, context in _messages():
        said.add(message, locations=[(path, 0)], auto_comments=notes, context=context)
    return said


def missing(catalogue: Catalog) -> list[str]:
    """The messages that have no translation, or none for some number."""
    return [
        str(entry.id)
        for entry in catalogue
        if entry.id and (entry.fuzzy or not all(entry.string if isinstance(entry.string, tuple) else [entry.string]))
    ]


def path_of(language: str) -> Path:
    """Where the catalogue of a language is."""
    return i18n.FOLDER / language / "LC_MESSAGES" / "messages.po"


def _messages() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for folder, (pattern, reader) in READERS.items():
        found = extract_from_dir(ROOT / folder, [(pattern, reader)], keywords=KEYWORDS, comment_tags=[NOTE])
        for path, _, message, notes, context in sorted(found, key=lambda each: (each[0], each[1])):
            yield f"{folder}/{path}", message, notes, context


def _update(language: str, said: Catalog) -> int:
    """Take in what is new, leave out what is no longer said; how many messages wait for a translator."""
    path = path_of(language)
    if path.exists():
        catalogue = read_po(path.open("rb"), locale=language)
    else:
        header = [("Plural-Forms", ARABIC)] if language == "ar" else []
        catalogue = Catalog(locale=language, project="Tintype", charset="utf-8")
        catalogue.mime_headers = header
    catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, include_lineno=False, width=120)
    waiting = missing(catalogue)
    print(f"{language}: {len(catalogue)} messages, {len(waiting)} without a translation")
    return len(waiting)
