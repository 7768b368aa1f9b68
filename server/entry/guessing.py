"""Against guessing of passwords: who fails is slowed down, nobody is locked out.

Failures are counted by account and by address. A device that the account has signed in from before is counted by
itself: whoever guesses at an account, from wherever, does not get in the way of the person who owns it.
"""

import asyncio
from typing import NamedTuple

import structlog
from bson import ObjectId
from pymongo.errors import PyMongoError
from quart import request

from server.accounts import history
from server.accounts.models import Account
from server.entry import known
from server.settings import current
from server.web import limits, slowing

log = structlog.get_logger(__name__)
_noting: set["asyncio.Task[None]"] = set()


class Try(NamedTuple):
    """One try to sign in, and as whose it was counted."""

    account: Account | None
    who: tuple[str, ...]


async def begin(login: str, account: Account | None) -> Try:
    """Count a try to sign in with what was typed, which is the name of `account` or of nobody.

    Raises TooManyRequests when it comes too soon after others that failed. Names that nobody has are counted alike.
    """
    settings = current()
    pace = slowing.pace(settings.guess_limit, settings.guess_wait_seconds, settings.guess_wait_most_seconds)
    device = await known.device(account.id if account else ObjectId())
    whose = str(account.id) if account else login.lower()
    who = (f"device:{device}",) if device else (f"account:{whose}", f"address:{limits.address()}")
    await slowing.count_try(pace, *who)
    return Try(account, who)


async def succeeded(tried: Try) -> None:
    """The password was right."""
    await slowing.give_back(*tried.who)


def failed(tried: Try) -> None:
    """The password was wrong: the account's history says so. No answer waits for that, else it would tell by its time
    whether the account exists."""
    if tried.account is not None:
        noting = asyncio.create_task(_note(tried.account, request.headers.get("User-Agent", ""), limits.address()))
        _noting.add(noting)
        noting.add_done_callback(_noting.discard)


async def _note(account: Account, device: str, address: str) -> None:
    try:
        await history.refused(account, "password", device=device, address=address)
    except PyMongoError as error:
        log.warning("refusal_not_noted", account=str(account.id), reason=str(error))
