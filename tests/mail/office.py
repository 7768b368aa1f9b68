"""A mail server on this machine (aiosmtpd), which does as it is told with each address."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.site import eventually, free_port

TAKES, LATER, REFUSES, HANGS_UP, SILENT = "takes", "later", "refuses", "hangs up", "says nothing"
BUSY, UNKNOWN = "451 4.3.2 Please come back", "550 5.1.1 Nobody is called that here"


class Office:
    """What it was given by address, how often it was asked, and how it treats each address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.manner: defaultdict[str, str] = defaultdict(lambda: TAKES)
        self.asked: defaultdict[str, int] = defaultdict(int)
        self.taken: defaultdict[str, list[EmailMessage]] = defaultdict(list)
        self.envelopes: list[tuple[str | None, list[str]]] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked[address] += 1
        if self.manner[address] in (LATER, REFUSES):
            return BUSY if self.manner[address] == LATER else UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        if self.manner[address] == HANGS_UP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if self.manner[address] == SILENT:
            await asyncio.Event().wait()  # until whoever asks is gone
        if self.manner[address] == TAKES:
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken[address].append(message)
        return "250 OK"

    async def letter(self, address: str) -> EmailMessage:
        """Wait for a letter to this address; the newest."""

        async def has_come() -> list[EmailMessage]:
            return self.taken[address]

        return (await eventually(has_come, seconds=60))[-1]  # type: ignore[no-any-return]

    async def was_asked(self, address: str, times: int = 1) -> None:
        """Wait until somebody has come so often with a letter to this address."""

        async def has_been() -> bool:
            return self.asked[address] >= times

        await eventually(has_been, seconds=60)


@contextmanager
def open_office() -> Iterator[Office]:
    """The server, until the block ends."""
    office = Office()
    controller = Controller(office, hostname="127.0.0.1", port=office.port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
