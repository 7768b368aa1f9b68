"""Coming in, however somebody proved who she is: one way for passwords, providers and passkeys."""

from quart import request

from server.accounts import doors, history, notices, sessions
from server.accounts.models import ENTERED, Account, Credentials
from server.entry import known, second
from server.web import language, limits, pages


async def first_proof(account: Account, opens: Credentials, how: str, address: str) -> pages.Answer:
    """She has a password or a provider's word: in, or on to the second factor when she has one.

    `opens` is what opens the account, `how` what proved that it is she, `address` the path to go to.
    """
    if await second.is_needed(opens):
        return await second.ask(account, how, address)
    return await enter(account, how, address)


async def enter(account: Account, how: str, address: str) -> pages.Answer:
    """Begin her session, unless the site does not let her in, and go to `address` (a path)."""
    if account.suspended_at is not None:
        return await pages.page("entry/refused.html", 403, why="suspended")
    if account.waiting:
        return await pages.page("entry/refused.html", 403, why="waiting")
    if before := await doors.viewer():
        await sessions.end(before.session)
    device = request.headers.get("User-Agent", "")
    if not await known.device(account.id):
        await notices.signed_in(account, device=device, address=limits.address())
    await history.note(account, how, ENTERED, device=device, address=limits.address())
    doors.let_in(await sessions.start(account.id, device, address=limits.address(), how=how))
    answer = pages.whole_page_at(address)
    await known.remember(account.id, answer)
    if account.language:
        language.remember(answer, account.language)
    return answer
