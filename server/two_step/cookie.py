"""The cookie of a trusted device: one for each person, since a family may share a tablet."""

from datetime import timedelta

from bson import ObjectId

from server.settings import current
from server.web import cookies, pages


def sent(account_id: ObjectId) -> str:
    """What the browser says to show that this person trusts it; empty when nothing."""
    return cookies.sent(_name(account_id))


def keep(answer: pages.Answer, account_id: ObjectId, token: str) -> None:
    """Have the browser say `token` for as long as it is trusted."""
    cookies.give(answer, _name(account_id), token, timedelta(days=current().trusted_days))


def _name(account_id: ObjectId) -> str:
    return f"tintype_trusted_{account_id}"
