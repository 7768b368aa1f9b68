"""Letters with a link that opens something: it proves that who follows it reads mail to that address.

Whether an address or a name is known here can be seen neither in an answer nor in its time: the same documents are
written each time, and a letter to nobody is thrown away where letters are sent.
"""

from datetime import timedelta

from bson import ObjectId

from server import i18n
from server.accounts import notices, queries, tickets
from server.accounts.models import Account
from server.accounts.notices import security_changed
from server.mail import actions as mail
from server.settings import current
from server.stores.documents import now
from server.stores.mongo import Session

__all__ = ["RESET", "UNDO", "VERIFY", "address_changed", "ask_to_verify", "offer_reset", "security_changed"]

# What tickets are for.
VERIFY, RESET, UNDO = "verify", "reset", "undo"
VERIFY_DAYS = 7
RESET_LASTS = timedelta(hours=1)
UNDO_DAYS = 7
# So long an old link can say what it is.
KNOWN = timedelta(days=7)


async def ask_to_verify(account: Account, email: str) -> None:
    """Have her show that `email`, which she claims, is hers; tell its owner instead, when somebody has shown that."""
    owner = await queries.by_verified_email(email)
    is_free = owner is None or owner.id == account.id
    # Nobody is told of this ticket when the address is another's; it is made all the same, as that takes time.
    text = await tickets.issue(
        VERIFY, timedelta(days=VERIFY_DAYS), known_for=KNOWN, account=account.id, data={"email": email}
    )
    with i18n.speaking(notices.language(account if is_free else owner)):
        letter = await mail.write(
            "verify" if is_free else "already",
            email,
            username=account.username,
            owner=owner.username if owner else "",
            link=f"{current().address}/verify/{text}" if is_free else "",
            days=str(VERIFY_DAYS),
        )
    await mail.send_later(letter)


async def offer_reset(login: str) -> None:
    """Send who signs in as `login` (a username or address) a link to choose a new password, if there is anybody.

    It goes to a verified address; or to one that she only claims, if nobody else has verified that.
    """
    account = await queries.by_login(login)
    email = account.email if account else ""
    owner = await queries.by_verified_email(email)
    to = email if account and (owner is None or owner.id == account.id) else ""
    about = account.id if account else ObjectId()
    text = await tickets.issue(RESET, RESET_LASTS, known_for=KNOWN, account=about, data={"email": to})
    link = f"{current().address}/reset/{text}"
    with i18n.speaking(notices.language(account)):
        letter = await mail.write("reset", to, username=account.username if account else "", link=link)
    await mail.send_later(letter)


async def address_changed(account: Account, new: str, session: Session) -> ObjectId:
    """Within a transaction: tell who reads the address that was hers until now, with a link that takes it back.

    Returns the letter: mail.send_later() must follow.
    """
    days, old = timedelta(days=UNDO_DAYS), account.email
    text = await tickets.issue(UNDO, days, known_for=KNOWN, account=account.id, data={"email": old}, session=session)
    with i18n.speaking(notices.language(account)):
        return await mail.write(
            "address_changed",
            old,
            session,
            username=account.username,
            new=new,
            when=i18n.moment(now()),
            link=f"{current().address}/undo/{text}",
            days=str(UNDO_DAYS),
        )
