"""Every text that a person reads comes from the catalogues, and these say it all in every language.

What is not wrapped is found here by how it looks; tests/web/unwrapped.py has what words look like.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from server import i18n
from server.commands import languages
from tests.web import unwrapped

ROOT = languages.ROOT
# The styleguide is for who builds this, and shows her the parts with words that mean nothing.
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.*")) if "styleguide" not in path.parts]
SCRIPTS = [path for path in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in path.parts]
# Terminals, logs and operators are spoken to in English; a demo is what its people wrote.
SILENT = (
    "server/commands/",
    "server/demo/",
    "server/stores/",
    "server/styleguide/",
    "server/log.py",
    "server/settings.py",
)
MODULES = [
    path for path in sorted((ROOT / "server").rglob("*.py")) if not str(path.relative_to(ROOT)).startswith(SILENT)
]
PLACE = re.compile(r"%\((\w+)\)s|%%|</?[a-z]+[^>]*>")
OTHERS = [language for language in i18n.LANGUAGES if language != i18n.ENGLISH]


def named(path: Path, found: list[str]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {words}" for words in found]


def test_all_that_templates_say_is_wrapped() -> None:
    left = [each for path in TEMPLATES for each in named(path, unwrapped.in_template(path.read_text()))]
    assert not left, "\n".join(left)


def test_all_that_the_server_says_is_wrapped() -> None:
    left = [each for path in MODULES for each in named(path, unwrapped.in_python(path.read_text()))]
    assert not left, "\n".join(left)


def test_all_that_scripts_say_is_wrapped() -> None:
    left = [each for path in SCRIPTS for each in named(path, unwrapped.in_script(path.read_text()))]
    assert not left, "\n".join(left)


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_it_all_and_nothing_else(language: str) -> None:
    said = {entry.id: entry for entry in languages.template() if entry.id}
    known = {entry.id: entry for entry in languages.read(language) if entry.id}
    assert not languages.missing(languages.read(language))
    assert not set(said) - set(known), "`python -m server languages` takes them in"
    assert not set(known) - set(said), "`python -m server languages` leaves them out"
    assert not languages.read(language).obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_places_and_marks(language: str) -> None:
    catalogue = languages.read(language)
    wrong = [
        f"{entry.id!r}: {form!r}"
        for entry in catalogue
        if entry.id
        for form in languages.forms(entry)
        if form and not fits(entry, form)
    ]
    assert not wrong, "\n".join(wrong)
    plurals = [entry for entry in catalogue if isinstance(entry.id, tuple)]
    assert [entry.id for entry in plurals if len(languages.forms(entry)) != catalogue.num_plurals] == []


def fits(entry: Message, form: str) -> bool:
    """Whether a translation has all that is filled in, and all tags; a form for one number need not say that number."""
    ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    wanted, has = [Counter(places(each)) for each in ids], Counter(places(form))
    if has in wanted:
        return True
    return len(ids) > 1 and has <= wanted[-1] and set(wanted[-1] - has) <= {"num", "shown", "count", "n"}


def places(text: str) -> list[str]:
    """The names of what is filled in, literal per cent signs and tags."""
    return [match[1] or match[0] for match in PLACE.finditer(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Sign in</p>", ["Sign in"]),
        ('<p>{{ _("Sign in") }} · Tintype</p>', []),
        ("<p>{% trans name=name %}<b>{{ name }}</b> likes it{% endtrans %}</p>{# a note #}", []),
        ('<a aria-label="Close" class="a b">{{ icon("x", "Close it") }}</a>', ["aria-label: Close", "Close it"]),
        ('<a aria-label="{{ _("Close") }}" {% if x %}title="Go on"{% endif %}></a>', ["title: Go on"]),
        ('<p class="{{ "one two" if x else "three" }}">{{ "s are" if n else " is" }}</p>', ["s are"]),
        ('{{ ngettext("%(num)s day", "%(num)s days", n) }}{{ button(_("Save"), kind="quiet") }}', []),
        ('{% call dialog("leave", "Leave it?") %}{% endcall %}', ["Leave it?"]),
        (
            '<meta name="description" content="Calm photos"><meta name="color-scheme" content="light dark">',
            ["content: Calm photos"],
        ),
        ('<script>const words = "Not ours";</script><kbd>j</kbd>', []),
    ],
)
def test_words_in_templates_are_found(text: str, found: list[str]) -> None:
    assert unwrapped.in_template(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('def f():\n    """A docstring. It stays."""\n    return "All is well."', ["All is well."]),
        ('form.refuse("name", f"{label} cannot be empty")', [" cannot be empty"]),
        ('form.refuse("name", _("The name cannot be empty."))', []),
        ('TITLE = mark("Too large")\nabort(404, "nothing here")', ["nothing here"]),
        ('log.error("It broke down."); raise ValueError("No such thing.")', []),
        ('raise Refused("code", "Too large")', ["Too large"]),
        ('ngettext("One thing.", "Many things.", n)', []),
        ('field(label="Your name")', ["Your name"]),
    ],
)
def test_words_in_python_are_found(text: str, found: list[str]) -> None:
    assert unwrapped.in_python(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('say("All sent");', ["All sent"]),
        ('say(_("All sent"), ngettext("%(num)s day", "%(num)s days", n));', []),
        ('if (event.key === "Escape") list.querySelector(".a b");', []),
        ("say(`Up to ${most} photos`);", ["Up to photos"]),
        ('say(`${_("Sent")}`); load(`/media/${id}?x=1`);', []),
        ('button.textContent = "Undo"; // Not this', ["Undo"]),
    ],
)
def test_words_in_scripts_are_found(text: str, found: list[str]) -> None:
    assert unwrapped.in_script(text) == found
