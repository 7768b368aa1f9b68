"""Who may join: everybody, who was invited, who is let in afterwards, or nobody (SIGNUP_MODE)."""

from typing import NamedTuple

from server import i18n
from server.accounts import actions, invitations, notices, queries
from server.accounts.models import Account
from server.i18n import gettext as _
from server.i18n import mark
from server.mail import actions as mail
from server.settings import APPROVAL, CLOSED, INVITATION, current
from server.web import pages
from server.web.forms import Form

FIELD = "invitation"
NOT_INVITED = mark("This invitation opens nothing: it may be mistyped, used up or too old.")


class Admission(NamedTuple):
    """How somebody joins, to be handed on to accounts.actions.sign_up() under the same names."""

    waiting: bool
    invitation: str


@pages.shares("joining")
async def mode() -> str:
    """The mode, as templates ask for it: whether they show a way to join, and an invitation's field."""
    return current().signup_mode


def is_closed() -> bool:
    """Whether nobody may join; then closed_page() is the answer to who wants to."""
    return current().signup_mode == CLOSED


async def closed_page() -> pages.Answer:
    """Says so."""
    return await pages.page("entry/refused.html", 403, why="closed")


async def may_join(form: Form) -> Admission | None:
    """How who filled in `form` may make an account; None when not, and the form says why beside `invitation`.

    For every way to a new account: a password, or a provider. Ask is_closed() first, include
    templates/entry/_invitation.html in the form (it shows the field in the mode that needs it), and have
    accounts.actions.sign_up(waiting=, invitation=) do what this says. That uses the invitation up in the transaction
    that makes the account, or raises Taken("invitation") when others were quicker: refuse(FIELD, _(NOT_INVITED)) then.
    """
    if is_closed():
        form.refuse(FIELD, _("Nobody can join at the moment."))
        return None
    if current().signup_mode != INVITATION:
        return Admission(waiting=current().signup_mode == APPROVAL, invitation="")
    code = form.line(FIELD, most=60, label=_("The invitation"), required=True)
    if not form.error(FIELD) and not await invitations.is_good(code):
        form.refuse(FIELD, _(NOT_INVITED))
    return None if form.error(FIELD) else Admission(waiting=False, invitation=code)


async def let_in(account: Account) -> None:
    """Open an account that waits, and write to her that she can come in."""
    await actions.let_in(account.id)
    owner = await queries.by_verified_email(account.email)
    if account.email and (owner is None or owner.id == account.id):
        with i18n.speaking(notices.language(account)):
            letter = await mail.write("let_in", account.email, username=account.username)
        await mail.send_later(letter)
