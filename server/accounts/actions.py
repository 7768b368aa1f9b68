"""Writing accounts."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import credentials, invitations, passwords, sessions
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
    invitation: str = "",
) -> Account:
    """A new account, opened by a password, or by an identity at a provider; username and e-mail are lower case.

    `invitation`: a code that is used up by this, if the account is made.

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
        search=[] if waiting else search_terms(username.lower(), name),
    )

    async def write(session: Session) -> None:
        await collection("accounts").insert_one(dump(account), session=session)
        await credentials.insert(account.id, session, password=hashed, identities=[identity] if identity else [])
        if invitation:
            await invitations.use(invitation, session)

    try:
        await transaction(write)
    except invitations.NotInvited:
        raise Taken("invitation") from None
    except DuplicateKeyError as error:
        pattern = (error.details or {}).get("keyPattern", {})
        raise Taken(next((field for field in ("username", "email") if field in pattern), "identity")) from None
    return account


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
    await _change_and_tell(account_id, {"name": name, "bio": bio, "search": search_terms(document["username"], name)})


async def choose_language(account_id: ObjectId, language: str) -> None:
    """Speak this language to a person, on all her devices and in letters."""
    await _change_and_tell(account_id, {"language": language})


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


async def suspend(account_id: ObjectId) -> None:
    """Shut an account: its sessions are dead at once, with their sockets, and nothing opens it until reinstate().

    What this person posted stays visible.
    """

    async def write(session: Session) -> ObjectId:
        now_shut = {"_id": account_id, "suspended_at": None}
        await collection("accounts").update_one(now_shut, {"$set": {"suspended_at": now()}}, session=session)
        return await promise(session, "account_suspended", account_id)

    await keep(await transaction(write), account_suspended(account_id))


async def account_suspended(account_id: ObjectId) -> None:
    """End what a suspended account has open. May run twice."""
    await sessions.end_all(account_id)
    await account_changed(account_id)


async def reinstate(account_id: ObjectId) -> None:
    """Open a suspended account again; she signs in anew."""
    await _change_and_tell(account_id, {"suspended_at": None})


async def let_in(account_id: ObjectId) -> None:
    """Open an account that waited for somebody to look at it (SIGNUP_MODE=approval)."""
    document = await collection("accounts").find_one({"_id": account_id}, {"username": 1, "name": 1})
    if document is not None:
        terms = search_terms(document["username"], document["name"])
        await _change_and_tell(account_id, {"waiting": False, "search": terms})


async def _change_and_tell(account_id: ObjectId, change: dict[str, object]) -> None:
    async def write(session: Session) -> ObjectId:
        await collection("accounts").update_one({"_id": account_id}, {"$set": change}, session=session)
        return await promise(session, "account_changed", account_id)

    await keep(await transaction(write), account_changed(account_id))


async def account_changed(account_id: ObjectId) -> None:
    """Have every page and process look at the account anew. May run twice."""
    sessions.forget_account(str(account_id))
    await freshness.touch(f"account:{account_id}", f"viewer:{account_id}")
    await publish.control("account_changed", account_id)
