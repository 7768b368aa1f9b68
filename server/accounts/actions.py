"""Writing accounts."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import passwords, queries
from server.accounts.models import Account, Avatar, search_terms
from server.background.promises import keep, promise
from server.realtime import publish
from server.stores import freshness
from server.stores.documents import dump, load, now
from server.stores.mongo import Session, collection, transaction


class Taken(Exception):
    """Somebody else has it; `field` says what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


async def sign_up(*, email: str, username: str, name: str, password: str) -> Account:
    """A new account; username and e-mail are stored in lower case. Raises Taken, TooManyRequests."""
    account = Account(
        id=ObjectId(),
        username=username.lower(),
        email=email.lower(),
        name=name,
        password=await passwords.hashed(password),
        created_at=now(),
        search=search_terms(username.lower(), name),
    )
    try:
        await collection("accounts").insert_one(dump(account))
    except DuplicateKeyError as error:
        raise Taken("email" if "email" in (error.details or {}).get("keyPattern", {}) else "username") from None
    return account


async def with_password(login: str, password: str) -> Account | None:
    """The account that this e-mail address or username and password open. Raises TooManyRequests."""
    account = await queries.by_login(login)
    right = await passwords.matches(password, account.password if account else None)
    return account if right else None


async def edit(account_id: ObjectId, *, name: str, bio: str) -> None:
    """Change how a person presents herself."""
    document = await collection("accounts").find_one({"_id": account_id}, {"username": 1})
    if document is None:
        return
    change = {"name": name, "bio": bio, "search": search_terms(document["username"], name)}

    async def write(session: Session) -> ObjectId:
        await collection("accounts").update_one({"_id": account_id}, {"$set": change}, session=session)
        return await promise(session, "account_changed", account_id)

    await keep(await transaction(write), account_changed(account_id))


async def set_avatar(account_id: ObjectId, avatar: Avatar | None, session: Session | None = None) -> None:
    """Show this picture beside the person's name; account_changed() announces it."""
    stored = dump(avatar) if avatar else None
    await collection("accounts").update_one({"_id": account_id}, {"$set": {"avatar": stored}}, session=session)


async def count(account_id: ObjectId, session: Session, **changes: int) -> Account | None:
    """Change counters within a transaction; the account as it is after."""
    document = await collection("accounts").find_one_and_update(
        {"_id": account_id}, {"$inc": changes | {"version": 1}}, return_document=True, session=session
    )
    return load(Account, document) if document else None


async def account_changed(account_id: ObjectId) -> None:
    """Have every page and process look at the account anew. May run twice."""
    await freshness.touch(f"account:{account_id}", f"viewer:{account_id}")
    await publish.control("account_changed", account_id)
