"""The mailbox of a developer: what a mail server would have been given. It exists only where there is none."""

from quart import Blueprint, abort

from server.mail import letters, queries
from server.settings import current
from server.stores.documents import object_id
from server.web import pages
from server.web.access import public

blueprint = Blueprint("mail", __name__)


@blueprint.get("/mailbox")
@public
async def index() -> pages.Answer:
    """All letters, the newest first."""
    if not queries.is_mailbox(current()):
        abort(404)
    found = [(mail, letters.readable(mail)) for mail in await queries.mailbox()]
    return await pages.page("mail/mailbox.html", found=[each for each in found if each[1]])


@blueprint.get("/mailbox/<mail_id>")
@public
async def show(mail_id: str) -> pages.Answer:
    """One letter; its links work."""
    mail = await queries.in_mailbox(object_id(mail_id)) if queries.is_mailbox(current()) else None
    letter = letters.readable(mail) if mail else None
    if letter is None:
        abort(404)
    return await pages.page("mail/mailbox_letter.html", mail=mail, letter=letter)
