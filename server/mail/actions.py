"""Writing letters. They are sent by a worker (mail/delivery.py); no request waits for a mail server."""

import msgspec
from bson import ObjectId

from server.background import enqueue
from server.keys import seal
from server.mail.models import Mail
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection

SEALED = "mail"


async def write(kind: str, to: str, session: Session | None = None, **values: str) -> ObjectId:
    """Write a letter of a kind (a template in templates/mail) to an address; send_later() must follow.

    Within a transaction it is written if that succeeds. The sweeper finds what was written and not sent.
    """
    moment = now()
    sealed = seal(SEALED, msgspec.json.encode(values).decode())
    made = Mail(id=ObjectId(), kind=kind, to=to, values=sealed, created_at=moment, next_try_at=moment)
    await collection("mails").insert_one(dump(made), session=session)
    return made.id


async def send_later(mail_id: ObjectId) -> None:
    """Have a worker send a letter soon."""
    await enqueue("send_mail", mail_id)
