"""Opening the links of letters: what stands on the page of one that opens nothing, or is somebody else's."""

from collections.abc import Awaitable, Callable
from functools import wraps

from server.accounts import doors
from server.accounts import queries as accounts
from server.accounts.actions import Taken
from server.accounts.models import Account
from server.accounts.tickets import UNKNOWN, Spent, Ticket
from server.recovery import queries
from server.web import access, pages

View = Callable[[str, Ticket, Account], Awaitable[pages.Answer]]


def link(purpose: str) -> Callable[[View], Callable[..., Awaitable[pages.Answer]]]:
    """For a route with `<token>`: call it with the token, the ticket of this purpose and whose it is.

    A link opens something in that account only: whoever is signed in to another one is told so. GET must use nothing,
    because programs that look through mail follow links. What it shows must not be kept.
    """

    def opened(view: View) -> Callable[..., Awaitable[pages.Answer]]:
        @wraps(view)
        async def door(token: str) -> pages.Answer:
            try:
                ticket, account = await queries.behind(purpose, token)
                viewer = await doors.viewer()
                if viewer is not None and viewer.id != account.id:
                    return await pages.page("recovery/anothers.html", 403, account=account)
                return await view(token, ticket, account)
            except Spent as spent:
                return await _spent(purpose, spent.reason)
            except Taken:
                return await pages.page("recovery/taken.html", 409)

        return access.public(access.secret(door))

    return opened


async def _spent(purpose: str, reason: str) -> pages.Answer:
    viewer = await doors.viewer()
    account = await accounts.by_id(viewer.id) if viewer else None
    status = 404 if reason == UNKNOWN else 410
    return await pages.page("recovery/spent.html", status, purpose=purpose, reason=reason, account=account)
