"""The links that confirm an address, and that take its change back. Showing one does nothing; its button does."""

from quart import Blueprint

from server.accounts.models import Account
from server.accounts.tickets import Ticket
from server.entry.letters import UNDO, VERIFY
from server.recovery import actions
from server.recovery.links import link
from server.web import pages

blueprint = Blueprint("addresses", __name__)


@blueprint.get("/verify/<token>")
@link(VERIFY)
async def verify_page(token: str, ticket: Ticket, account: Account) -> pages.Answer:
    """Whose address this would be."""
    return await pages.page("recovery/verify.html", token=token, email=ticket.data["email"], account=account)


@blueprint.post("/verify/<token>")
@link(VERIFY)
async def verify(token: str, ticket: Ticket, account: Account) -> pages.Answer:
    """The address is hers."""
    await actions.confirm(token)
    return await pages.page("recovery/verified.html", email=ticket.data["email"], account=account)


@blueprint.get("/undo/<token>")
@link(UNDO)
async def undo_page(token: str, ticket: Ticket, account: Account) -> pages.Answer:
    """What taking it back means."""
    return await pages.page("recovery/undo.html", token=token, email=ticket.data["email"], account=account)


@blueprint.post("/undo/<token>")
@link(UNDO)
async def undo(token: str, ticket: Ticket, account: Account) -> pages.Answer:
    """The old address is hers again; on to a new password, since the old one may be known."""
    return pages.whole_page_at(f"/reset/{await actions.take_back(token)}")
