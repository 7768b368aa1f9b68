"""A trip to a provider and back: what it is for, noted under its state, which is good once and in one browser."""

import hashlib
import hmac
import secrets
import time
from datetime import timedelta

import msgspec
from bson import ObjectId

from server.accounts import tickets
from server.keys import seal, unseal
from server.oauth.problems import ELSEWHERE, EXPIRED, LOST, USED, Problem

STATE = "oauth state"
LASTS = timedelta(minutes=10)

ENTER, LINK, PROVE = PURPOSES = ("enter", "link", "prove")
WHY = {tickets.UNKNOWN: LOST, tickets.USED: USED, tickets.EXPIRED: EXPIRED}


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What she went for. `began` is in seconds since 1970; `browser` a hash of what the browser's cookie holds."""

    provider: str
    purpose: str
    next: str
    browser: str
    account: str = ""
    began: float = msgspec.field(default_factory=time.time)
    nonce: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(48))


def errand(slug: str, purpose: str, next_: str, browser: str, account: ObjectId | None = None) -> Errand:
    """A trip that begins now: to a provider, for one of PURPOSES, and then on to a path."""
    return Errand(provider=slug, purpose=purpose, next=next_, browser=_hash(browser), account=str(account or ""))


async def note(made: Errand) -> str:
    """Keep what the trip is for; the state that finds it again."""
    sealed = seal(STATE, msgspec.json.encode(made).decode())
    return await tickets.issue(STATE, LASTS, data={"errand": sealed})


async def over(state: str, slug: str, browser: str) -> Errand:
    """The trip that ends with this state, at this provider's way back and in this browser; it ends once.

    Raises Problem.
    """
    try:
        ticket = await tickets.look(STATE, state)
        opened = unseal(STATE, ticket.data["errand"])
        if opened is None:
            raise Problem(LOST, "sealed with a secret that is gone")
        found = msgspec.json.decode(opened, type=Errand)
        # Before it is used up: somebody else must not be able to end it.
        if found.provider != slug or not hmac.compare_digest(found.browser, _hash(browser)):
            raise Problem(ELSEWHERE, "another provider's or browser's state")
        await tickets.use(STATE, state)
    except tickets.Spent as spent:
        raise Problem(WHY[spent.reason], "state") from None
    return found


def _hash(browser: str) -> str:
    return hashlib.blake2b(browser.encode(), digest_size=24).hexdigest()
