"""Somebody at a provider, as its word describes her."""

from typing import Any

import msgspec
from email_validator import EmailNotValidError, validate_email

from server.accounts.credentials import identity_key
from server.entry.forms import NAME_MOST
from server.oauth import pictures
from server.oauth.providers import Provider
from server.web.forms import clean

HINT_MOST = 100


class Somebody(msgspec.Struct, frozen=True, kw_only=True):
    """A person at a provider. `subject` is what she is called there; `email` is empty when it is not told, and hers
    only when the provider has `vouched` for that; `hint`: what her username could be made of; `picture`: the address
    of hers, at a place that we ask, or empty."""

    provider: str
    subject: str
    email: str
    vouched: bool
    name: str
    hint: str
    picture: str = ""

    @property
    def key(self) -> str:
        """What she is known by here."""
        return identity_key(self.provider, self.subject)


def somebody(
    provider: Provider, number: str, *, email: Any, vouched: bool, name: Any, hint: Any, picture: Any
) -> Somebody:
    """Made of what a provider says, which may be anything."""
    address = _address(email)
    return Somebody(
        provider=provider.slug,
        subject=provider.subject(number),
        email=address,
        vouched=vouched and bool(address),
        name=_line(name, NAME_MOST),
        hint=_line(hint, HINT_MOST) or address.partition("@")[0],
        picture=pictures.address(provider, picture),
    )


def _address(said: Any) -> str:
    try:
        return validate_email(said, check_deliverability=False).normalized.lower() if isinstance(said, str) else ""
    except EmailNotValidError:
        return ""


def _line(said: Any, most: int) -> str:
    return clean(said).replace("\n", " ")[:most].strip() if isinstance(said, str) else ""
