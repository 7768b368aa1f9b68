"""Finds words for people that are not marked for translation: what looks like words, as far as that can be told."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from babel.messages.jslexer import Token, tokenize
from jinja2 import Environment

# A name is the same in every language, and so are what files are called, units, and some keys.
ALLOWED = frozenset({"Tintype", "tintype", "MB", "kB", "KB", "GIF", "ISO", "UTC", "Esc", "f"})
MARKS = frozenset({"_", "gettext", "ngettext", "pgettext", "mark"})

LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
CAPITALISED = re.compile(r"[A-Z][a-z]+(?=$|[ .,:;!?…])")
SEVERAL = re.compile(r"[^\W\d_]{1,} [^\W\d_]{2,}")
SENTENCE = re.compile(r"\A[A-Z“].* .*[.?!…]\Z")


def says(text: str) -> bool:
    """Whether there are letters in a text that anybody reads."""
    return bool(set(LETTERS.findall(text)) - ALLOWED)


def looks_like_words(text: str) -> bool:
    """Whether a literal somewhere in code is for people rather than for programs."""
    return says(text) and bool(CAPITALISED.match(text) or SEVERAL.search(text))


# -- templates

ENVIRONMENT = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"], autoescape=True)
HUMAN = frozenset(
    {
        "aria-label",
        "aria-description",
        "aria-roledescription",
        "aria-valuetext",
        "alt",
        "title",
        "placeholder",
        "label",
        "hx-confirm",
    }
)
UNREAD = frozenset({"script", "style", "code", "kbd", "samp"})
# In place of what a template fills in.
FILLED = "\ufffc"
# Blocks that pages fill with classes and other attributes of the elements around them.
IN_TAGS = frozenset({"shape", "keeps"})
ATTRIBUTE = re.compile(r"""([\w:-]+)=["'][^"'<>]*\Z""")


def in_template(source: str) -> list[str]:
    """The words in a Jinja template that it does not translate."""
    reader = _Template()
    reader.read(source)
    page = _Html()
    page.feed(reader.html)
    page.close()
    return page.found + reader.found


class _Template:
    """Takes a template apart: `html` is what stands outside of its expressions, `found` the words inside of them."""

    def __init__(self) -> None:
        self.html = ""
        self.found: list[str] = []

    def read(self, source: str) -> None:
        block: list[tuple[str, str]] | None = None
        is_translated = is_in_tag = False
        for _, kind, value in ENVIRONMENT.lex(source):
            if kind in ("block_begin", "variable_begin"):
                block = []
            elif kind in ("block_end", "variable_end") and block is not None:
                name = block[0][1] if kind == "block_end" and block else ""
                is_translated = name == "trans" or (is_translated and name != "endtrans")
                is_in_tag = (name == "block" and block[1][1] in IN_TAGS) or (is_in_tag and name != "endblock")
                if kind == "variable_end" and not is_translated:
                    self.html += FILLED
                if not is_translated and name not in ("extends", "include", "from", "import"):
                    self._look_at(block)
                block = None
            elif block is not None and kind != "whitespace":
                block.append((kind, value))
            elif kind == "data" and not is_translated and not is_in_tag:
                self.html += value

    def _look_at(self, block: list[tuple[str, str]]) -> None:
        """At the literals in an expression. In an attribute that nobody reads there are none for people."""
        is_open = self.html.rfind("<") > self.html.rfind(">")
        attribute = ATTRIBUTE.search(self.html.rstrip(FILLED)) if is_open else None
        if attribute and attribute[1] not in HUMAN:
            return
        calls: list[str] = []
        for at, (kind, value) in enumerate(block):
            if value == "(":
                calls.append(block[at - 1][1] if at and block[at - 1][0] == "name" else "")
            elif value == ")" and calls:
                calls.pop()
            elif kind == "string" and not MARKS & set(calls):
                words = value[1:-1]
                # In small letters they are told from classes and the like by standing alone.
                if looks_like_words(words.strip()) and (not calls or CAPITALISED.match(words)):
                    self.found.append(words)


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        given = dict(attrs)
        is_described = tag == "meta" and given.get("name") in ("description", "application-name")
        for name, value in attrs:
            is_human = name in HUMAN or (name == "content" and is_described)
            is_data = name.startswith("data-") and SEVERAL.search(value or "") and CAPITALISED.match(value or "")
            if value and (is_human or is_data) and says(value):
                self.found.append(f"{name}: {value}")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD

    def handle_data(self, data: str) -> None:
        if not self._unread and says(data):
            self.found.append(" ".join(data.replace(FILLED, "…").split()))


# -- Python

# What they are given is shown to people; other calls and exceptions are for developers.
TELLS = frozenset({"refuse", "abort", "Refused", "Unreadable", "Wrong"})
LOGS = frozenset({"log", "logging", "warnings"})
NAMED = frozenset({"label", "title", "words", "sentence", "heading", "reason", "hint"})


def in_python(source: str) -> list[str]:
    """The words in a module that it does not translate."""
    return list(_in_node(ast.parse(source)))


def _in_node(node: ast.AST, *, is_told: bool = False) -> Iterator[str]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _called(node.exc) not in TELLS:
        return
    if isinstance(node, ast.Call):
        yield from _in_call(node, is_told=is_told)
        return
    text = _text(node)
    if text is None:
        for child in ast.iter_child_nodes(node):
            yield from _in_node(child, is_told=is_told)
    elif "\n" not in text and (SENTENCE.search(text) or (is_told and looks_like_words(text.strip()))):
        yield text


def _in_call(node: ast.Call, *, is_told: bool) -> Iterator[str]:
    name = _called(node)
    if name in MARKS or _owner(node) in LOGS:
        return
    tells = name in TELLS
    yield from _in_node(node.func)
    for argument in node.args:
        yield from _in_node(argument, is_told=tells)
    for keyword in node.keywords:
        yield from _in_node(keyword.value, is_told=tells or keyword.arg in NAMED)


def _text(node: ast.AST) -> str | None:
    """A literal's text, without what an f-string fills in; None when it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return None


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _owner(call: ast.Call) -> str:
    return getattr(getattr(call.func, "value", None), "id", "")


# -- scripts

# Keys, as browsers name them.
KEYS = frozenset(
    {"Enter", "Escape", "Tab", "Home", "End", "Delete", "Backspace", "Shift", "Control", "Alt", "Meta", "Space"}
)
# Headers, kinds of what is dropped, and what else programs tell each other in words that begin with a capital.
TOLD = frozenset(
    {"Accept", "Prefer", "Content", "Location", "Upload", "Tus", "Notification", "Bearer", "Range", "Files"}
)
FILLING = re.compile(r"\$\{[^}]*\}|<[^>]*>")


def in_script(source: str) -> list[str]:
    """The words in a script that it does not translate."""
    found: list[str] = []
    calls: list[str] = []
    before: Token | None = None
    for token in tokenize(source):
        if token.value == "(":
            calls.append(before.value if before is not None and before.type == "name" else "")
        elif token.value == ")" and calls:
            calls.pop()
        elif token.type in ("string", "template_string") and not MARKS & set(calls):
            text = " ".join(FILLING.sub(" ", token.value[1:-1]).split())
            if _is_for_people(text):
                found.append(text)
        before = token
    return found


def _is_for_people(text: str) -> bool:
    if text in KEYS or text in TOLD or re.search(r"[{}#\[\]=/@]|^\.", text):
        return False
    return says(text) and bool(CAPITALISED.match(text) or re.search(r"[A-Za-z] [a-z]+[.!?…]$", text))
