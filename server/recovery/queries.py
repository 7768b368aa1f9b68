"""Reading what links in letters are good for."""

from bson import ObjectId

from server.accounts import queries as accounts
from server.accounts import tickets
from server.accounts.models import Account
from server.accounts.tickets import UNKNOWN, Spent, Ticket
from server.entry.letters import VERIFY
from server.stores.documents import load_readable, now
from server.stores.mongo import collection


async def behind(purpose: str, token: str) -> tuple[Ticket, Account]:
    """The ticket that a link carries, unused, and whose it is. Raises Spent."""
    ticket = await tickets.look(purpose, token)
    account = await accounts.by_id(ticket.account) if ticket.account else None
    if account is None:
        raise Spent(UNKNOWN)
    return ticket, account


async def asked_to_verify(account_id: ObjectId) -> str:
    """The address that an account was last asked to confirm, while the link is good; else empty."""
    query = {"account": account_id, "purpose": VERIFY, "used_at": None, "expires_at": {"$gt": now()}}
    found = await collection("tickets").find(query).sort("expires_at", -1).limit(1).to_list(None)
    return next((ticket.data.get("email", "") for ticket in load_readable(Ticket, found)), "")
