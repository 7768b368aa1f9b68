"""The second factor on the way in."""

from bson import ObjectId

from server.accounts import credentials
from server.accounts.models import Account
from server.web import pages


async def is_needed(account_id: ObjectId) -> bool:
    """Whether this account asks for a code here: it has one, and does not trust this device."""
    return (await credentials.of(account_id)).totp is not None


async def ask(account: Account, how: str, address: str) -> pages.Answer:
    """Go on to the page that asks for the code."""
    raise RuntimeError("nobody can have a second factor yet")
