"""What a letter says: one template for each kind, put into plain text and into simple HTML, and the message of both.

What goes into headers passes email.message's policy, which refuses line breaks; RFC 5322, RFC 3834 (Auto-Submitted).
"""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from functools import cache
from typing import NamedTuple

import msgspec
from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, TemplateError

from server import i18n
from server.keys import unseal
from server.mail.actions import SEALED
from server.mail.models import Mail
from server.settings import current
from server.web import templates

GAP = re.compile(r"\n{3,}")


class Unwritable(Exception):
    """This letter can never be sent; the text says why, for operators."""


class Letter(NamedTuple):
    """A letter as it is read."""

    subject: str
    text: str
    html: str


def letter(mail: Mail) -> Letter:
    """The words of `mail`, in its language. Raises Unwritable."""
    sealed = unseal(SEALED, mail.values)
    if sealed is None:
        raise Unwritable("what it says was sealed with a secret that is gone")
    values = msgspec.json.decode(sealed, type=dict[str, str]) | {"to": mail.to, "site": current().address}
    name = f"mail/{mail.kind}.html"
    try:
        with i18n.speaking(mail.language):
            return _letter(name, values)
    except TemplateError as error:
        raise Unwritable(f"{type(error).__name__}: {error}") from error


def _letter(name: str, values: dict[str, str]) -> Letter:
    plain = _plain().get_template(name)
    subject = "".join(plain.blocks["subject"](plain.new_context(values)))
    text, html = plain.render(values, form="txt"), templates.render(name, **values, form="html")
    return Letter(" ".join(subject.split()), GAP.sub("\n\n", text).strip() + "\n", html)


def readable(mail: Mail) -> Letter | None:
    """The words of `mail`, if they can still be read."""
    try:
        return letter(mail)
    except Unwritable:
        return None


def message(mail: Mail) -> EmailMessage:
    """`mail` as a mail server takes it; the same each time it is made. Raises Unwritable."""
    words, to = letter(mail), _address(mail.to)
    made = EmailMessage(policy=SMTP if to.isascii() else SMTPUTF8)
    made["From"] = current().mail_from
    made["To"] = Address(username=to.rpartition("@")[0], domain=to.rpartition("@")[2])
    made["Subject"] = words.subject
    made["Date"] = mail.created_at
    made["Message-ID"] = f"<{mail.id}@{made['From'].addresses[0].domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(words.text)
    made.add_alternative(words.html, subtype="html")
    made.set_boundary(f"tintype-{mail.id}")
    return made


def _address(to: str) -> str:
    """The address in the letters that every mail server knows, where that is possible."""
    try:
        checked = validate_email(to, check_deliverability=False)
    except EmailNotValidError as error:
        raise Unwritable(f"this is no address: {error}") from None
    return checked.ascii_email or checked.normalized


@cache
def _plain() -> Environment:
    return templates.environment().overlay(autoescape=False)
