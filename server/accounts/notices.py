"""Letters that tell a person what was done to her account, so that she can act when it was not her.

They go to an address that she has shown to be hers: one that is only claimed may be somebody else's.
"""

from bson import ObjectId

from server import i18n
from server.accounts import devices, history, places
from server.accounts.models import ENTERED, Account, SignIn
from server.mail import actions as mail
from server.stores.documents import now
from server.stores.mongo import Session


async def signed_in(account: Account, *, device: str, address: str) -> None:
    """Tell her of a sign-in with a device (its User-Agent) at a network where it has not been seen, if it is one.

    The very first sign-in is none. To be asked before this one is noted in the history.
    """
    if not account.email_verified:
        return
    before = [each for each in await history.of(account.id) if each.outcome == ENTERED]
    if not before or await _was_here(before, device, address):
        return
    words = await _in_words(device, account)
    with i18n.speaking(language(account)):
        place = (await places.in_words([address]))[address]
    await _tell("signed_in", account, device=words, address=address, place=place)


async def security_changed(account: Account, what: str, **values: str) -> None:
    """Tell her that the way into her account was changed; `what` is a message (see i18n) that says how, a whole
    sentence, with `values` in its places."""
    with i18n.speaking(language(account)):
        sentence = i18n.gettext(what, **values)
    await _tell("security_changed", account, what=sentence)


async def password_changed(account: Account, device: str, session: Session) -> ObjectId | None:
    """Within a transaction: tell her that her password was changed with a device (its User-Agent).

    Returns the letter, if there is one: mail.send_later() must follow.
    """
    return await _write("password_changed", account, session, device=await _in_words(device, account))


async def _was_here(before: list[SignIn], device: str, address: str) -> bool:
    here = {each.device for each in before if each.address == address}
    if not here or device[: history.DEVICE_MOST] in here:
        return bool(here)
    # A browser that was brought up to date since is the same device.
    words = await devices.in_words([*here, device])
    return words[device] in {words[each] for each in here}


async def _in_words(device: str, account: Account) -> str:
    with i18n.speaking(language(account)):
        return (await devices.in_words([device]))[device]


async def _tell(kind: str, account: Account, **values: str) -> None:
    if letter := await _write(kind, account, None, **values):
        await mail.send_later(letter)


async def _write(kind: str, account: Account, session: Session | None, **values: str) -> ObjectId | None:
    if not account.email_verified:
        return None
    with i18n.speaking(language(account)):
        values |= {"username": account.username, "when": i18n.moment(now())}
        return await mail.write(kind, account.email, session, **values)


def language(account: Account | None) -> str:
    """What letters to this person (or to nobody) are written in: what she chose, else what is spoken now."""
    return (account.language if account else "") or i18n.current()
