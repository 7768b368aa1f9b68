"""Giving letters to a mail server (SMTP, RFC 5321), or to the mailbox page of a developer who has none.

A worker claims a letter with a lease and hands it over within that time, so two do not send it at once. One that was
killed after the server took the letter has it sent twice, under the same Message-ID.
"""

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import aiosmtplib
import structlog
from bson import ObjectId
from prometheus_client import Counter

from server.mail import letters, queries
from server.mail.models import FAILED, SENT, WAITING, Mail
from server.settings import Settings, current
from server.stores.documents import load, now
from server.stores.mongo import Document, collection

# A lease outlasts the time that a server is given, by enough to write down how it went.
LEASE = 2
WAIT_MOST = timedelta(hours=1)
# Claimed this often without an end, it takes its worker down with it each time.
CLAIMS_MOST = 50

log = structlog.get_logger(__name__)
failures = Counter("tintype_mail_failures_total", "Attempts to send a letter that failed", ["kind"])


def warn(settings: Settings) -> None:
    """Say in the log, once, that letters wait because nobody has named a mail server."""
    if queries.is_stuck(settings):
        log.warning("smtp_not_set_up", hint="set SMTP_HOST and MAIL_FROM; letters wait until then")


async def send(mail_id: ObjectId) -> bool:
    """Send one letter if its time has come; whether it was tried. Everything that goes wrong ends in its document."""
    if queries.is_stuck(current()):
        return False
    mail = await _claim(mail_id)
    if mail is None:
        return False
    try:
        await _deliver(mail)
    except letters.Unwritable as error:
        await _fail(mail, str(error))
    except Exception as error:
        # Whatever it was (the server, its certificate, the network), it belongs to this letter and is kept with it.
        await (_fail if _is_final(error) else _postpone)(mail, _words(error))
    return True


async def _claim(mail_id: ObjectId) -> Mail | None:
    lease = now() + timedelta(seconds=current().smtp_seconds * LEASE)
    change = {"$set": {"next_try_at": lease}, "$inc": {"attempts": 1}}
    found = await collection("mails").find_one_and_update(queries.due(mail_id), change, return_document=True)
    return load(Mail, found) if found else None


async def _deliver(mail: Mail) -> None:
    if mail.attempts > CLAIMS_MOST:
        raise letters.Unwritable(f"tried {mail.attempts} times without an end: {mail.error}")
    if mail.to and not queries.is_mailbox(current()):
        async with asyncio.timeout(current().smtp_seconds):
            await _hand_over(letters.message(mail))
    kept = {} if mail.to and queries.is_mailbox(current()) else {"values": ""}
    await _end(mail, SENT, kept | {"error": ""})


async def _hand_over(message: EmailMessage) -> None:
    settings = current()
    await aiosmtplib.send(
        message,
        hostname=settings.smtp_host,
        port=settings.smtp_port or None,
        username=settings.smtp_user or None,
        password=settings.smtp_password or None,
        use_tls=settings.smtp_tls == "tls",
        start_tls=settings.smtp_tls == "starttls",
        local_hostname=urlsplit(settings.address).hostname,
        timeout=settings.smtp_seconds,
    )


def _is_final(error: Exception) -> bool:
    """Whether the server refuses this address or this letter for good; all else may pass, or be set right."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(each.code >= 500 for each in error.recipients)
    return isinstance(error, aiosmtplib.SMTPDataError) and error.code >= 500


def _words(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(f"{each.code} {each.message}" for each in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}".removesuffix(": ")


async def _postpone(mail: Mail, error: str) -> None:
    settings = current()
    again = now() + min(WAIT_MOST, timedelta(seconds=settings.mail_retry_seconds) * 2 ** min(mail.attempts - 1, 12))
    if again > mail.since + timedelta(hours=settings.mail_hours):
        await _fail(mail, error)
        return
    failures.labels("attempt").inc()
    log.warning("mail_postponed", mail=str(mail.id), attempt=mail.attempts, reason=error)
    await collection("mails").update_one(_mine(mail), {"$set": {"next_try_at": again, "error": error[:2000]}})


async def _fail(mail: Mail, error: str) -> None:
    failures.labels("final").inc()
    log.error("mail_failed", mail=str(mail.id), error=error)
    await _end(mail, FAILED, {"error": error[:2000]})


async def _end(mail: Mail, state: str, change: Document) -> None:
    await collection("mails").update_one(_mine(mail), {"$set": change | {"state": state, "ended_at": now()}})


def _mine(mail: Mail) -> Document:
    """The letter, as long as nobody else has claimed it."""
    return {"_id": mail.id, "state": WAITING, "next_try_at": mail.next_try_at}
