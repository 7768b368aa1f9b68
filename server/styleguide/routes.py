"""The design system where it can be seen: each token, and each component beside the macro calls that make it."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from markupsafe import Markup
from quart import Blueprint, abort

from server.settings import current
from server.web import pages, static, templates
from server.web.access import public
from server.web.forms import Form

EXAMPLES = templates.FOLDER / "styleguide" / "examples"
TOKEN = re.compile(r"^ {4}--([\w-]+):", re.MULTILINE)
# Which tokens are shown how, by how their names begin; those of the two type faces are seen everywhere.
COLOURS = (
    *("ground", "surface", "raised", "sunk", "fresh", "line", "edge", "ink", "ink-soft", "copper", "red", "heart"),
    *("on-heart", "button", "button-hover", "on-button", "lacquer", "lacquer-light", "silver", "silver-bright"),
    *("silver-soft", "silver-dim", "veil"),
)

blueprint = Blueprint("styleguide", __name__)


class Example(NamedTuple):
    """A component: its name, how it looks, and the template text that makes it."""

    name: str
    html: Markup
    source: str


@blueprint.get("/styleguide")
@public
async def show() -> pages.Answer:
    """Everything on one page, for who works on Tintype; 404 in production."""
    if current().production:
        abort(404)
    names = TOKEN.findall((static.FOLDER / "tokens.css").read_text())
    return await pages.page(
        "styleguide/show.html",
        colours=[name for name in COLOURS if name in names],
        spaces=[name for name in names if name.startswith("space-")],
        examples=[_example(path) for path in sorted(EXAMPLES.glob("*.html"))],
    )


def _example(path: Path) -> Example:
    """The file is both what is rendered and what is shown as its source; its first line names it in a comment."""
    title, _, source = path.read_text().partition("\n")
    form = Form({"name": "Ada", "bio": "", "email": "ada@example"})
    form.refuse("email", "An e-mail address has a full stop after its @.")
    person = SimpleNamespace(name="Ada Lovelace", username="ada", avatar=None)
    html = templates.render(f"styleguide/examples/{path.name}", form=form, person=person)
    shown = "\n".join(line for line in source.splitlines() if not line.startswith("{% from"))
    return Example(title.strip("{# }"), Markup(html), shown.strip())  # noqa: S704 our own template
