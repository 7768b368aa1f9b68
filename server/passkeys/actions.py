"""Writing passkeys: they stand among the other things that open an account."""

from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import credentials
from server.accounts.models import Passkey
from server.stores.documents import dump
from server.stores.mongo import collection

# More than anybody has devices; the list is read with every sign-in, and sent to the browser with every new one.
MOST = 20


async def add(account_id: ObjectId, passkey: Passkey) -> bool:
    """Open the account with this passkey too; False when it opens one already, or when there are MOST of them."""
    room = {"_id": account_id, f"passkeys.{MOST - 1}": {"$exists": False}, "passkeys.id": {"$ne": passkey.id}}
    try:
        done = await collection("credentials").update_one(room, {"$push": {"passkeys": dump(passkey)}})
    except DuplicateKeyError:
        return False
    return done.matched_count == 1


async def rename(account_id: ObjectId, passkey_id: str, name: str) -> bool:
    """Call a passkey something else; False when this account has none with that id."""
    hers = {"_id": account_id, "passkeys.id": passkey_id}
    done = await collection("credentials").update_one(hers, {"$set": {"passkeys.$.name": name}})
    return done.matched_count == 1


async def remove(account_id: ObjectId, passkey_id: str) -> bool:
    """Have a passkey open the account no more; False when nothing else would."""
    return await credentials.take_away(account_id, {"$pull": {"passkeys": {"id": passkey_id}}})


async def used(account_id: ObjectId, passkey: Passkey, uses: int, at: datetime) -> bool:
    """Note a use; False when the passkey is gone, or was used by somebody else since `passkey` was read."""
    as_read = {"_id": account_id, "passkeys": {"$elemMatch": {"id": passkey.id, "uses": passkey.uses}}}
    change = {"passkeys.$.uses": uses, "passkeys.$.used_at": at}
    done = await collection("credentials").update_one(as_read, {"$set": change})
    return done.matched_count == 1
