"""`python -m server languages`: brings the catalogues up to date with what the code says; 1 while words are missing.

For translators: edit server/locales/<language>/LC_MESSAGES/messages.po, run it again, restart.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from server import i18n
from server.settings import Settings

ROOT = Path(__file__).parents[2]
# In which folder, by which of Babel's readers, and how those have to read.
READERS = {
    "server": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
    "static": [("vendor/**", "ignore"), ("**.js", "javascript")],
}
# As server/web/templates.py reads them, so that messages have the same spaces; and errors are errors.
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
OPTIONS = {
    "**.html": JINJA,
    "**.txt": JINJA,
    "**.js": {"parse_template_string": "true"},
}
KEYWORDS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
NOTE = "Translators:"
BEGUN = datetime(2026, 11, 22, tzinfo=UTC)
# As gettext's own manual has it; CLDR's six forms in its order: zero, one, two, few, many, other.
ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Update every catalogue but the English one, which is the code. Returns the exit status."""
    del settings, arguments
    said, waiting = template(), 0
    for language in i18n.LANGUAGES:
        if language != i18n.ENGLISH:
            waiting += _update(language, said)
    return int(waiting > 0)


def template() -> Catalog:
    """All messages that the code, the templates and the scripts have, with the files that say them."""
    said = Catalog(project="Tintype", charset="utf-8")
    for path, message, notes, context in _messages():
        said.add(message, locations=[(path, 0)], auto_comments=notes, context=context)
    return said


def missing(catalogue: Catalog) -> list[str]:
    """The messages that have no translation, or none for some number."""
    return [str(entry.id) for entry in catalogue if entry.id and (entry.fuzzy or not all(forms(entry)))]


def forms(entry: Message) -> list[str]:
    """The translations of a message: one, or one for each kind of number."""
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ("",))


def path_of(language: str) -> Path:
    """Where the catalogue of a language is."""
    return i18n.FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it is in its file, or an empty one."""
    path = path_of(language)
    if path.exists():
        with path.open("rb") as file:
            return read_po(file, locale=language)
    catalogue = Catalog(locale=language, project="Tintype", version="", creation_date=BEGUN, charset="utf-8")
    if language == "ar":
        catalogue.mime_headers = [("Plural-Forms", ARABIC)]
    return catalogue


def write(language: str, catalogue: Catalog) -> None:
    """Replace the file of a language. The same messages are always the same file, without dates and lines."""
    catalogue.fuzzy = False
    catalogue.header_comment = f"# What Tintype says in {i18n.LANGUAGES[language]}: see server/commands/languages.py."
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, include_lineno=False, width=120)


def _messages() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for folder, readers in READERS.items():
        found = extract_from_dir(ROOT / folder, readers, OPTIONS, KEYWORDS, [NOTE])
        for path, _, message, notes, context in sorted(found, key=lambda each: (each[0], each[1])):
            yield f"{folder}/{path}", message, notes, context


def _update(language: str, said: Catalog) -> int:
    """Take in what is new, leave out what is no longer said; how many messages wait for a translator."""
    catalogue = read(language)
    catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    write(language, catalogue)
    waiting = missing(catalogue)
    print(f"{language}: {len(catalogue)} messages, {len(waiting)} without a translation")
    return len(waiting)
