"""Proving an address, changing it and taking that back; other passwords. Each in one transaction, with its letter."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import actions as accounts
from server.accounts import credentials, notices, passwords, sessions, tickets
from server.accounts.actions import Taken
from server.accounts.models import Account
from server.accounts.tickets import EXPIRED, UNKNOWN, Spent
from server.entry import letters
from server.entry.letters import RESET, RESET_LASTS, UNDO, VERIFY
from server.mail import actions as mail
from server.stores.documents import load, now
from server.stores.mongo import Session, collection, transaction
from server.two_step import actions as two_step

T = TypeVar("T")


async def confirm(token: str) -> None:
    """The address that a link was sent to belongs to the account from now on.

    Who reads the verified address before it is told. Raises Spent, and Taken when it is somebody else's by now.
    """

    async def write(session: Session) -> ObjectId | None:
        ticket = await tickets.use(VERIFY, token, session)
        account, email = await _account(ticket.account, session), ticket.data["email"]
        await accounts.email_proved(account.id, email, session)
        await tickets.revoke(account.id, VERIFY, RESET, session=session)
        if not account.email_verified or account.email == email:
            return None
        return await letters.address_changed(account, email, session)

    await _send(await _unless_taken(write))


async def change_address(account: Account, email: str) -> None:
    """Send a link to the address that she wants; it becomes hers when she follows it. Earlier wishes are forgotten."""
    await tickets.revoke(account.id, VERIFY)
    await letters.ask_to_verify(account, email)


async def take_back(token: str) -> str:
    """The address before the change is hers again, and whoever was in the account is out of it.

    Returns the text of a ticket to choose a new password. Raises Spent, and Taken when it is somebody else's by now.
    """

    async def write(session: Session) -> tuple[str, list[str]]:
        ticket = await tickets.use(UNDO, token, session)
        account, email = await _account(ticket.account, session), ticket.data["email"]
        await accounts.email_proved(account.id, email, session)
        await tickets.revoke(account.id, VERIFY, RESET, session=session)
        # Changes after this one are taken back with it. Those before it are not: who came in must not be able to have
        # the owner's own link forgotten.
        later = {"account": account.id, "purpose": UNDO, "used_at": None, "expires_at": {"$gt": ticket.expires_at}}
        await collection("tickets").update_many(later, {"$set": {"used_at": now()}}, session=session)
        await two_step.forget_devices(account.id, session)
        out = await sessions.take_away(account.id, session)
        return await tickets.issue(RESET, RESET_LASTS, account=account.id, data={"email": email}, session=session), out

    text, out = await _unless_taken(write)
    await _ended(out)
    return text


async def reset_password(token: str, password: str, device: str) -> Account:
    """Another password for who follows the link of a letter; she has read it, so the address is hers.

    All sessions end and no device is trusted. `device` is her User-Agent. Returns her account. Raises Spent, Taken
    and TooManyRequests.
    """
    hashed = await passwords.hashed(password)

    async def write(session: Session) -> tuple[Account, list[str], ObjectId | None]:
        ticket = await tickets.use(RESET, token, session)
        account = await _account(ticket.account, session)
        if account.email != ticket.data["email"]:
            raise Spent(EXPIRED)
        await accounts.email_proved(account.id, account.email, session)
        await two_step.forget_devices(account.id, session)
        proved = await _account(account.id, session)
        return proved, *await _set_password(proved, hashed, device, session)

    account, out, letter = await _unless_taken(write)
    await _ended(out)
    await _send(letter)
    return account


async def change_password(account: Account, password: str, device: str, but: str) -> None:
    """Another password, or the first, for who is signed in with the session `but`; all others end.

    `device` is her User-Agent. Raises TooManyRequests.
    """
    hashed = await passwords.hashed(password)

    async def write(session: Session) -> tuple[list[str], ObjectId | None]:
        return await _set_password(account, hashed, device, session, but)

    out, letter = await transaction(write)
    await _ended(out)
    await _send(letter)


async def _set_password(
    account: Account, hashed: str, device: str, session: Session, but: str = ""
) -> tuple[list[str], ObjectId | None]:
    await credentials.set_password(account.id, hashed, session)
    await tickets.revoke(account.id, RESET, session=session)
    out = await sessions.take_away(account.id, session, but=but)
    return out, await notices.password_changed(account, device, session)


async def _account(account_id: ObjectId | None, session: Session) -> Account:
    document = await collection("accounts").find_one({"_id": account_id}, session=session)
    if document is None:
        raise Spent(UNKNOWN)
    return load(Account, document)


async def _unless_taken(write: Callable[[Session], Awaitable[T]]) -> T:
    try:
        return await transaction(write)
    except DuplicateKeyError:
        raise Taken("email") from None


async def _ended(out: list[str]) -> None:
    for session in out:
        await sessions.ended(session)


async def _send(letter: ObjectId | None) -> None:
    if letter:
        await mail.send_later(letter)
