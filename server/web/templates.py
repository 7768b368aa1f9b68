"""Jinja, synchronous (three times quicker than Quart's own rendering) and strict.

Nothing here knows a request or a viewer, so what is rendered for everybody cannot contain what is one person's: a
viewer's name in a shared partial is an error, not a leak.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bson import ObjectId
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server import i18n
from server.stores.documents import Broken
from server.web import static, text

FOLDER = Path(__file__).parents[2] / "templates"


@cache
def environment() -> Environment:
    """The one environment of this process."""
    env = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext)  # type: ignore[attr-defined]
    env.filters |= {
        "linkify": text.linkify,
        "count": i18n.count,
        "translated": i18n.gettext,
        "moment": moment,
        "order": order,
    }
    env.tests["broken"] = lambda thing: isinstance(thing, Broken)
    env.globals |= {
        "static": static.url,
        "icon": icon,
        "in_language": in_language,
        "language": i18n.current,
        "direction": i18n.direction,
    }
    return env


def add_global(name: str, function: Callable[..., Any]) -> None:
    """Let every template call `function` as `name`."""
    environment().globals[name] = function


def render(template: str, **context: Any) -> str:
    """The HTML of `template`. Raises UndefinedError when the template asks for what it was not given."""
    return environment().get_template(template).render(context)


def moment(when: datetime) -> Markup:
    """A <time> that says the date in UTC; times.js makes it relative, and right in the viewer's zone."""
    return Markup('<time datetime="{}" data-relative>{}</time>').format(
        when.isoformat(timespec="seconds"), i18n.moment(when)
    )


def in_language() -> str:
    """What the name of a state topic ends with on a page in the current language (see realtime/topics.py)."""
    return "" if i18n.current() == i18n.ENGLISH else f"@{i18n.current()}"


def order(identifier: ObjectId) -> int:
    """An ObjectId as a number: in a browser, hexadecimal texts do not sort as they were made."""
    return int(str(identifier), 16)


def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite: decoration, or with a `label` for who cannot see it."""
    role = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" width="24" height="24" {}><use href="{}#{}"/></svg>').format(
        role, static.url("vendor/icons.svg"), name
    )
