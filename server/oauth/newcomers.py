"""Somebody whom a provider sent and whom no account here knows yet: kept for a while, until she has chosen."""

import secrets
from contextlib import suppress
from datetime import timedelta

import msgspec
import regex
from bson import ObjectId

from server.accounts import actions, credentials, queries, tickets
from server.accounts.models import Account, Identity, fold
from server.entry import letters
from server.oauth.people import Somebody
from server.stores.documents import now
from server.stores.mongo import Session, transaction

WAITING = "oauth newcomer"
COOKIE = "tintype_newcomer"
LASTS = timedelta(minutes=30)

USERNAME_MOST = 24


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Who she is at a provider, and the path that she was going to."""

    somebody: Somebody
    next: str

    @property
    def identity(self) -> Identity:
        """What opens an account for her from now on."""
        known = self.somebody
        return Identity(key=known.key, provider=known.provider, email=known.email, linked_at=now())


async def keep(newcomer: Newcomer) -> str:
    """Keep her for LASTS; the text for her browser's cookie."""
    return await tickets.issue(WAITING, LASTS, data={"newcomer": msgspec.json.encode(newcomer).decode()})


async def kept(text: str) -> Newcomer | None:
    """Who waits behind the cookie's text; None when nobody does any more."""
    try:
        ticket = await tickets.look(WAITING, text)
    except tickets.Spent:
        return None
    return msgspec.json.decode(ticket.data["newcomer"], type=Newcomer)


async def settled(text: str) -> None:
    """She has an account now, or is on her way to it: the cookie's text is good for nothing more."""
    with suppress(tickets.Spent):
        await tickets.use(WAITING, text)


async def known(newcomer: Newcomer) -> Account | None:
    """The account that she opens at her provider, if there is one."""
    opens = await credentials.with_identity(newcomer.somebody.provider, newcomer.somebody.subject)
    return await queries.by_id(opens.id) if opens else None


async def owner(newcomer: Newcomer) -> Account | None:
    """Whose account has her address already, when the provider vouches that it is hers."""
    known = newcomer.somebody
    return await queries.by_verified_email(known.email) if known.vouched else None


async def sign_up(newcomer: Newcomer, *, username: str, name: str, waiting: bool, invitation: str) -> Account:
    """An account that her provider opens. Raises actions.Taken."""
    known = newcomer.somebody
    account = await actions.sign_up(
        email=known.email,
        username=username,
        name=name,
        identity=newcomer.identity,
        email_verified=known.vouched,
        waiting=waiting,
        invitation=invitation,
    )
    if known.vouched:

        async def others_lose_it(session: Session) -> None:
            await actions.email_proved(account.id, account.email, session)

        await transaction(others_lose_it)
    else:
        await letters.ask_to_verify(account, account.email)
    return account


async def free_username(hint: str) -> str:
    """A username that nobody has, made of what she is called at her provider."""
    plain = regex.sub(r"[^a-z0-9_.]+", "_", fold(hint))
    base = regex.sub(r"\.{2,}", ".", plain)[:USERNAME_MOST].strip("._")
    base = base if len(base) >= 2 else "somebody"
    some = [base, *(f"{base}{number}" for number in range(2, 10)), f"{base}{secrets.randbelow(10_000):04}"]
    taken = {account.username for account in await queries.by_usernames(some)}
    return next((each for each in some if each not in taken), f"{base}{ObjectId()!s:.5}")
