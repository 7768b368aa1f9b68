"""Who signed in, or tried to: for the person's own eyes."""

from datetime import timedelta

from bson import ObjectId

from server.accounts.models import REFUSED, Account, SignIn
from server.stores.documents import dump, load_readable, now
from server.stores.mongo import collection

SHOWN_MOST = 50
DEVICE_MOST = 200
# Of refusals that look the same; who guesses all day must not push everything else out of the history.
REFUSALS_A_DAY = 5


async def note(account: Account, how: str, outcome: str, *, device: str, address: str) -> None:
    """Write down that somebody signed in to an account, or was refused."""
    made = SignIn(
        id=ObjectId(),
        account=account.id,
        at=now(),
        how=how,
        outcome=outcome,
        device=device[:DEVICE_MOST],
        address=address,
    )
    await collection("sign_ins").insert_one(dump(made))


async def refused(account: Account, how: str, *, device: str, address: str) -> None:
    """Write down that somebody was refused, unless a device like this has been refused often today."""
    same = {
        "account": account.id,
        "outcome": REFUSED,
        "device": device[:DEVICE_MOST],
        "at": {"$gt": now() - timedelta(days=1)},
    }
    if await collection("sign_ins").count_documents(same, limit=REFUSALS_A_DAY) < REFUSALS_A_DAY:
        await note(account, how, REFUSED, device=device, address=address)


async def of(account_id: ObjectId) -> list[SignIn]:
    """What was noted of an account, the newest first."""
    found = collection("sign_ins").find({"account": account_id}).sort("_id", -1).limit(SHOWN_MOST)
    return load_readable(SignIn, await found.to_list(None))
