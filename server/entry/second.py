"""The second factor on the way in: who needs it, and what is kept of her until she has shown it.

What she may then do stands in a ticket, whose text is in a cookie of this browser only.
"""

from datetime import timedelta

from server.accounts import queries, tickets
from server.accounts.models import Account, Credentials
from server.accounts.tickets import Spent, Ticket
from server.i18n import mark
from server.two_step import cookie
from server.two_step.models import PENDING
from server.two_step.queries import is_trusted
from server.web import cookies, pages

COOKIE = "tintype_second"
LASTS = timedelta(minutes=10)
TRIES_MOST = 6
WRONG_CODE = mark("This code is not right, or was used before. Please type the one that the app shows now.")


async def is_needed(opens: Credentials) -> bool:
    """Whether the account that these open asks for a code here: it has one, and does not trust this device."""
    return opens.totp is not None and not await is_trusted(opens.id, cookie.sent(opens.id))


async def ask(account: Account, how: str, address: str) -> pages.Answer:
    """Go on to the page that asks for the code; `how` and `address` are for when she has given it."""
    text = await tickets.issue(PENDING, LASTS, account=account.id, data={"how": how, "address": address})
    answer = pages.see_other("/login/code")
    cookies.give(answer, COOKIE, text, LASTS)
    return answer


async def is_asked() -> bool:
    """Whether who sent this request has shown the first factor."""
    try:
        await tickets.look(PENDING, cookies.sent(COOKIE))
    except Spent:
        return False
    return True


async def try_once() -> tuple[Account, Ticket]:
    """Count a try; who tries, and what with. Raises Spent when there is no more to try."""
    ticket = await tickets.try_once(PENDING, cookies.sent(COOKIE), TRIES_MOST)
    account = await queries.by_id(ticket.account) if ticket.account else None
    if account is None:
        raise Spent(tickets.UNKNOWN)
    return account, ticket


async def shown() -> None:
    """She has shown it: the ticket is used up. Raises Spent when it was."""
    await tickets.use(PENDING, cookies.sent(COOKIE))
