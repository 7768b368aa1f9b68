"""Brings what earlier versions stored about accounts to the shape of this one. May run twice."""

from pymongo import UpdateOne

from server.accounts.models import Credentials
from server.stores.documents import dump, now
from server.stores.mongo import collection

BATCH = 500
# It kept an address from its owner when somebody else had only claimed it.
OLD_INDEX = "email_1"


async def prepare() -> None:
    """Before the indexes: one that was stricter goes."""
    if OLD_INDEX in await collection("accounts").index_information():
        await collection("accounts").drop_index(OLD_INDEX)


async def upgrade() -> None:
    """Passwords stand apart from the person; sessions say when they were last used and proved."""
    while found := await collection("accounts").find({"password": {"$exists": True}}).limit(BATCH).to_list(None):
        made = [Credentials(id=account["_id"], password=account["password"]) for account in found]
        upserts = [UpdateOne({"_id": each.id}, {"$setOnInsert": dump(each)}, upsert=True) for each in made]
        await collection("credentials").bulk_write(upserts, ordered=False)
        moved = {"_id": {"$in": [each.id for each in made]}}
        await collection("accounts").update_many(moved, {"$unset": {"password": ""}})
    old = {"seen_at": {"$exists": False}}
    await collection("sessions").update_many(old, [{"$set": {"seen_at": now(), "proved_at": "$created_at"}}])
