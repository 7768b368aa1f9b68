"""Who signed in, or tried to: for the person's own eyes."""

from bson import ObjectId

from server.accounts.models import Account, SignIn
from server.stores.documents import dump, load_readable, now
from server.stores.mongo import collection

SHOWN_MOST = 50


async def note(account: Account, how: str, outcome: str, *, device: str, address: str) -> None:
    """Write down that somebody signed in to an account, or was refused."""
    made = SignIn(
        id=ObjectId(),
        account=account.id,
        at=now(),
        how=how,
        outcome=outcome,
        device=device[:200],
        address=address,
    )
    await collection("sign_ins").insert_one(dump(made))


async def of(account_id: ObjectId) -> list[SignIn]:
    """What was noted of an account, the newest first."""
    found = collection("sign_ins").find({"account": account_id}).sort("_id", -1).limit(SHOWN_MOST)
    return load_readable(SignIn, await found.to_list(None))
