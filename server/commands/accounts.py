"""`python -m server accounts`: what operators do to accounts, each time written down."""

import argparse
import asyncio
import os
import pwd
from collections.abc import Awaitable, Callable

from server import log
from server.accounts import actions, audit, credentials, notices, queries, sessions
from server.accounts.models import Account
from server.app import stores
from server.entry import modes
from server.i18n import mark
from server.settings import Settings, StartError
from server.two_step import actions as two_step

USAGE = "Say `accounts show|suspend|reinstate|let-in|reset-two-step <username>`, `accounts waiting` or `accounts log`."


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Show, change or list. Raises StartError for words and people that it does not know."""
    log.configure("critical")
    match arguments.rest:
        case ["waiting"]:
            return asyncio.run(_with_stores(settings, _waiting))
        case ["log"]:
            return asyncio.run(_with_stores(settings, _log))
        case ["show", username]:
            return asyncio.run(_with_stores(settings, lambda: _show(username)))
        case [what, username] if what in CHANGES:
            return asyncio.run(_with_stores(settings, lambda: _change(what, username)))
    raise StartError(USAGE)


async def _with_stores(settings: Settings, work: Callable[[], Awaitable[None]]) -> int:
    async with stores(settings):
        await work()
    return 0


async def _waiting() -> None:
    found = await queries.waiting()
    for account in found:
        print(f"@{account.username}  {account.name}  {account.email}  {account.created_at:%Y-%m-%d %H:%M} UTC")
    if not found:
        print("Nobody is waiting.")


async def _log() -> None:
    for act in reversed(await audit.latest()):
        print(f"{act.at:%Y-%m-%d %H:%M:%S} UTC  {act.operator}  {act.what}  @{act.username} ({act.account})")


async def _show(username: str) -> None:
    account = await _account(username)
    opens = await credentials.of(account.id)
    print(f"@{account.username} ({account.id}), {account.name}, joined {account.created_at:%Y-%m-%d}")
    print(f"  e-mail: {account.email or 'none'} ({'verified' if account.email_verified else 'not verified'})")
    print(f"  state: {_state(account)}")
    ways = [*(["password"] if opens.password else []), *(identity.provider for identity in opens.identities)]
    print(f"  ways in: {', '.join(ways + ['passkey'] * len(opens.passkeys)) or 'none'}")
    print(f"  two-step sign-in: {'on' if opens.totp else 'off'}")
    print(f"  signed in on: {len(await sessions.of(account.id))} devices")


def _state(account: Account) -> str:
    if account.suspended_at is not None:
        return f"suspended since {account.suspended_at:%Y-%m-%d %H:%M} UTC"
    return "waiting to be let in" if account.waiting else "open"


async def _change(what: str, username: str) -> None:
    account = await _account(username)
    await audit.note(_operator(), what, account.id, account.username)
    await CHANGES[what](account)
    print(f"Done: {what} @{account.username}.")


async def _suspend(account: Account) -> None:
    await actions.suspend(account.id)


async def _reinstate(account: Account) -> None:
    await actions.reinstate(account.id)


async def _let_in(account: Account) -> None:
    if account.waiting:
        await modes.let_in(account)


async def _reset_two_step(account: Account) -> None:
    """She has lost it all: her password alone opens the account again, and whoever is in it now is out."""
    await two_step.reset(account.id)
    await sessions.end_all(account.id)
    sentence = mark("The people who run this site turned two-step sign-in off, and signed you out everywhere.")
    await notices.security_changed(account, sentence)


CHANGES: dict[str, Callable[[Account], Awaitable[None]]] = {
    "suspend": _suspend,
    "reinstate": _reinstate,
    "let-in": _let_in,
    "reset-two-step": _reset_two_step,
}


async def _account(username: str) -> Account:
    account = await queries.by_username(username.removeprefix("@"))
    if account is None:
        raise StartError(f"There is nobody called {username}.")
    return account


def _operator() -> str:
    """The user of the operating system, and who that was before sudo."""
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:
        name = str(user)
    before = os.environ.get("SUDO_USER")
    return f"{before} as {name}" if before else name
