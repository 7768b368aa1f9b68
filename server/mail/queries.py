"""Reading letters."""

from bson import ObjectId

from server.mail.models import FAILED, SENT, WAITING, Mail
from server.settings import Settings
from server.stores.documents import load_or_none, load_readable, now
from server.stores.mongo import Document, collection

MAILBOX_MOST = 200


def is_mailbox(settings: Settings) -> bool:
    """Whether letters go to the mailbox page instead of a mail server: a developer has none."""
    return not settings.smtp_host and not settings.production


def is_stuck(settings: Settings) -> bool:
    """Whether letters must wait until somebody names a mail server."""
    return not settings.smtp_host and settings.production


def due(mail_id: ObjectId | None = None) -> Document:
    """Matches letters whose time has come, and those whose worker has gone silent."""
    return ({"_id": mail_id} if mail_id else {}) | {"state": WAITING, "next_try_at": {"$lte": now()}}


async def failed() -> list[Mail]:
    """Letters that were given up, and those that are tried again by themselves, oldest first: for the operator."""
    query = {"$or": [{"state": FAILED}, {"state": WAITING, "error": {"$ne": ""}}]}
    return load_readable(Mail, await collection("mails").find(query).sort("_id", 1).to_list(None))


async def waiting() -> int:
    """How many letters are still to be sent."""
    return await collection("mails").count_documents({"state": WAITING})


async def mailbox() -> list[Mail]:
    """What a mail server would have been given, the newest first."""
    found = collection("mails").find(_in_mailbox()).sort("_id", -1).limit(MAILBOX_MOST)
    return load_readable(Mail, await found.to_list(None))


async def in_mailbox(mail_id: ObjectId | None) -> Mail | None:
    """One of those."""
    return load_or_none(Mail, await collection("mails").find_one({"_id": mail_id} | _in_mailbox()))


def _in_mailbox() -> Document:
    return {"state": SENT, "to": {"$ne": ""}, "values": {"$ne": ""}}
