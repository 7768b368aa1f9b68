"""What operators did to accounts: who, what and when."""

from datetime import datetime

import msgspec
from bson import ObjectId

from server.stores.documents import dump, load_readable, now
from server.stores.mongo import collection

SHOWN_MOST = 200


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an operator (a user of the operating system) did to an account."""

    id: ObjectId = msgspec.field(name="_id")
    at: datetime
    operator: str
    what: str
    account: ObjectId
    username: str


async def note(operator: str, what: str, account: ObjectId, username: str) -> None:
    """Write down what an operator does; before it is done, so that nothing is done unseen."""
    made = Act(id=ObjectId(), at=now(), operator=operator, what=what, account=account, username=username)
    await collection("audit").insert_one(dump(made))


async def latest() -> list[Act]:
    """What was done, the newest first."""
    return load_readable(Act, await collection("audit").find().sort("_id", -1).limit(SHOWN_MOST).to_list(None))
