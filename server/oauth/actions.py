"""Linking somebody at a provider to an account, and unlinking."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import credentials
from server.accounts.models import Identity
from server.oauth.problems import LAST, SOMEBODYS, TWICE, Problem
from server.stores.documents import dump
from server.stores.mongo import collection


async def link(account_id: ObjectId, identity: Identity) -> None:
    """Have an identity open this account from now on; twice is once.

    Raises Problem: it opens another account, or another identity of that provider opens this one.
    """
    without = {"_id": account_id, "identities.provider": {"$ne": identity.provider}}
    try:
        done = await collection("credentials").update_one(without, {"$push": {"identities": dump(identity)}})
    except DuplicateKeyError:
        raise Problem(SOMEBODYS) from None
    if not done.matched_count and not await is_linked(account_id, identity.key):
        raise Problem(TWICE)


async def unlink(account_id: ObjectId, provider: str) -> None:
    """Have a provider open this account no more. Raises Problem when nothing else would."""
    if not await credentials.take_away(account_id, {"$pull": {"identities": {"provider": provider}}}):
        raise Problem(LAST)


async def is_linked(account_id: ObjectId, key: str) -> bool:
    """Whether this identity opens this account."""
    return any(identity.key == key for identity in (await credentials.of(account_id)).identities)
