"""Writing letters. They are sent by a worker (mail/delivery.py); no request waits for a mail server."""

from datetime import timedelta

import msgspec
from bson import ObjectId

from server import i18n
from server.background import enqueue
from server.keys import seal
from server.mail import queries
from server.mail.models import FAILED, WAITING, Mail
from server.settings import current
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection

SEALED = "mail"
SWEEP_MOST = 200


async def write(kind: str, to: str, session: Session | None = None, **values: str) -> ObjectId:
    """Write a letter of a kind (a template in templates/mail) to an address, in the language that is spoken here;
    send_later() must follow.

    Within a transaction it is written if that succeeds. The sweeper finds what was written and not sent.
    """
    moment = now()
    made = Mail(
        id=ObjectId(),
        kind=kind,
        to=to,
        values=seal(SEALED, msgspec.json.encode(values).decode()),
        created_at=moment,
        since=moment,
        next_try_at=moment,
        queued_at=moment,
        language=i18n.current(),
    )
    await collection("mails").insert_one(dump(made), session=session)
    return made.id


async def send_later(mail_id: ObjectId) -> None:
    """Have a worker send a letter soon."""
    await enqueue("send_mail", mail_id)


async def retry(mail_id: ObjectId) -> None:
    """Have a letter that failed, or that waits, tried again now and as long as a new one."""
    moment = now()
    change = {"state": WAITING, "attempts": 0, "since": moment, "next_try_at": moment, "queued_at": moment}
    ended = {"_id": mail_id, "state": {"$in": [WAITING, FAILED]}}
    await collection("mails").update_one(ended, {"$set": change | {"ended_at": None}})
    await send_later(mail_id)


async def sweep() -> int:
    """Queue the letters whose time has come, and those that the queue or a worker has lost; how many there were."""
    if queries.is_stuck(current()):
        return 0
    a_while_ago = now() - timedelta(seconds=current().requeue_seconds)
    overdue = queries.due() | {"queued_at": {"$lt": a_while_ago}}
    found = await collection("mails").find(overdue, {"_id": 1}).sort("next_try_at", 1).limit(SWEEP_MOST).to_list(None)
    for document in found:
        await collection("mails").update_one({"_id": document["_id"]}, {"$set": {"queued_at": now()}})
        await send_later(document["_id"])
    return len(found)
