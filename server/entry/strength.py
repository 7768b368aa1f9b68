"""How strong a password is while somebody types it; without JavaScript the form says the same when it is sent."""

from quart import Blueprint, request

from server.accounts import doors, queries, strength
from server.accounts.passwords import LEAST, MOST
from server.i18n import gettext as _
from server.i18n import mark, ngettext
from server.web import limits, pages, templates
from server.web.access import public, secret
from server.web.forms import Form

# Who types asks three times a second at most; this is against who asks for nothing else.
LIMIT = "300/minute"
TOLD = ("name", "username", "email")
WORDS = (
    mark("Very easy to guess."),
    mark("Easy to guess."),
    mark("Not strong enough yet."),
    mark("Strong."),
    mark("Very strong."),
)

blueprint = Blueprint("strength", __name__)


@blueprint.post("/password-strength")
@public
@secret
async def show() -> pages.Answer:
    """The meter for the field that the address names. What was typed is looked at, and kept and logged nowhere."""
    await limits.spend("strength", LIMIT, limits.address())
    form = await Form.sent()
    typed = form.value(request.args.get("field", "password"))[:MOST]
    found = strength.of(typed, *await _about(form))
    words, reason = _(WORDS[found.score]), _(found.reason)
    if len(typed) < LEAST:
        words = _("Too short.")
        reason = ngettext("Use at least %(num)s character.", "Use at least %(num)s characters.", LEAST)
    shown = {"typed": typed, "strength": found, "scores": strength.SCORES, "words": words, "reason": reason}
    return pages.html(templates.render("entry/_strength.html", **shown))


async def _about(form: Form) -> list[str]:
    """What others know of who types: what else stands in the form, and in her account."""
    viewer = await doors.viewer()
    account = await queries.by_id(viewer.id) if viewer else None
    known = [account.name, account.username, account.email] if account else []
    return known + [form.value(name)[:MOST] for name in TOLD]
