"""What opens an account: reading it, and taking a way in away, of which the last cannot be."""

from typing import Any

from bson import ObjectId

from server.accounts import queries
from server.accounts.models import Account, Credentials, Identity
from server.stores.documents import dump, load, load_or_none
from server.stores.mongo import Session, collection

# How many ways in a document holds: a password, each provider, each passkey.
WAYS = {"$add": [{"$cond": [{"$eq": ["$password", ""]}, 0, 1]}, {"$size": "$identities"}, {"$size": "$passkeys"}]}


async def of(account_id: ObjectId) -> Credentials:
    """What opens this account; nothing, when nothing does."""
    document = await collection("credentials").find_one({"_id": account_id})
    return load(Credentials, document) if document else Credentials(id=account_id)


async def of_login(login: str) -> tuple[Account | None, Credentials]:
    """The account that signs in as `login` (queries.by_login) and what opens it, in one query; nothing for nobody."""
    together = {"from": "credentials", "localField": "_id", "foreignField": "_id", "as": "opens"}
    steps = [*queries.login_steps(login), {"$limit": 1}, {"$lookup": together}]
    found = await (await collection("accounts").aggregate(steps)).to_list(1)
    account = load_or_none(Account, found[0]) if found else None
    if account is None:
        return None, Credentials(id=ObjectId())
    opens = found[0]["opens"]
    return account, load(Credentials, opens[0]) if opens else Credentials(id=account.id)


async def with_identity(provider: str, subject: str) -> Credentials | None:
    """What opens the account of somebody at a provider, if there is one."""
    document = await collection("credentials").find_one({"identities.key": identity_key(provider, subject)})
    return load(Credentials, document) if document else None


async def with_passkey(passkey_id: str) -> Credentials | None:
    """What opens the account of this passkey, if there is one."""
    document = await collection("credentials").find_one({"passkeys.id": passkey_id})
    return load(Credentials, document) if document else None


def identity_key(provider: str, subject: str) -> str:
    """How somebody at a provider is called here."""
    return f"{provider}:{subject}"


async def insert(
    account_id: ObjectId, session: Session, *, password: str = "", identities: list[Identity] | None = None
) -> None:
    """The credentials of a new account. Raises DuplicateKeyError when an identity is somebody's already."""
    made = Credentials(id=account_id, password=password, identities=identities or [])
    await collection("credentials").insert_one(dump(made), session=session)


async def set_password(account_id: ObjectId, hashed: str, session: Session | None = None) -> None:
    """Open the account with this password (its hash) from now on."""
    await collection("credentials").update_one({"_id": account_id}, {"$set": {"password": hashed}}, session=session)


async def take_away(account_id: ObjectId, change: dict[str, Any], session: Session | None = None) -> bool:
    """Change the document so that there is one way in less, unless it is the last; whether that was done."""
    several = {"_id": account_id, "$expr": {"$gt": [WAYS, 1]}}
    done = await collection("credentials").update_one(several, change, session=session)
    return done.matched_count == 1
