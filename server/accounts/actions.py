"""Writing accounts."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import credentials, passwords, queries
from server.accounts.models import Account, Avatar, Identity, search_terms
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


async def sign_up(
    *,
    email: str,
    username: str,
    name: str,
    password: str = "",
    identity: Identity | None = None,
    email_verified: bool = False,
    waiting: bool = False,
) -> Account:
    """A new account, opened by a password, or by an identity at a provider; username and e-mail are lower case.

    Who claims an address that somebody else has verified is given the account all the same, unverified: else anybody
    could ask here who has one. Raises Taken, TooManyRequests.
    """
    hashed = await passwords.hashed(password) if password else ""
    account = Account(
        id=ObjectId(),
        username=username.lower(),
        email=email.lower(),
        email_verified=email_verified,
        waiting=waiting,
        name=name,
        created_at=now(),
        search=search_terms(username.lower(), name),
    )

    async def write(session: Session) -> None:
        await collection("accounts").insert_one(dump(account), session=session)
        await credentials.insert(account.id, session, password=hashed, identities=[identity] if identity else [])

    try:
        await transaction(write)
    except DuplicateKeyError as error:
        pattern = (error.details or {}).get("keyPattern", {})
        raise Taken(next((field for field in ("username", "email") if field in pattern), "identity")) from None
    return account


async def with_password(login: str, password: str) -> Account | None:
    """The account that this e-mail address or username and password open. Raises TooManyRequests."""
    account = await queries.by_login(login)
    stored = (await credentials.of(account.id if account else ObjectId())).password
    right = await passwords.matches(password, stored or None)
    return account if right else None


async def email_proved(account_id: ObjectId, email: str, session: Session) -> None:
    """This person reads mail to `email`: it is hers now, and whoever else only claimed it loses the claim.

    Raises DuplicateKeyError when it is verified for somebody else.
    """
    proved = {"email": email, "email_verified": True}
    await collection("accounts").update_one({"_id": account_id}, {"$set": proved}, session=session)
    claimed = {"email": email, "email_verified": {"$ne": True}, "_id": {"$ne": account_id}}
    await collection("accounts").update_many(claimed, {"$set": {"email": ""}}, session=session)


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
