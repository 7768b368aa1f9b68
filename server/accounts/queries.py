"""Reading accounts."""

from collections.abc import Iterable
from datetime import datetime

import regex
from bson import ObjectId

from server.accounts.models import PREFIX_MAX, Account, fold
from server.stores.documents import load_or_none, load_readable
from server.stores.mongo import Document, collection


async def by_id(account_id: ObjectId) -> Account | None:
    """The account with this id, if it can be read."""
    return load_or_none(Account, await collection("accounts").find_one({"_id": account_id}))


async def by_username(username: str) -> Account | None:
    """The account with this name, in whatever case it was written, if it can be read."""
    return load_or_none(Account, await collection("accounts").find_one({"username": username.lower()}))


async def by_login(login: str) -> Account | None:
    """The account that signs in with this username or e-mail address: whose it is, or else who claimed it first."""
    found = await (await collection("accounts").aggregate([*login_steps(login), {"$limit": 1}])).to_list(1)
    return load_or_none(Account, found[0]) if found else None


def login_steps(login: str) -> list[Document]:
    """The steps of a pipeline over accounts that bring the account of by_login() first."""
    wanted = login.strip().lower()
    if "@" not in wanted:
        return [{"$match": {"username": wanted}}]
    return [{"$match": {"email": wanted}}, {"$sort": {"email_verified": -1, "_id": 1}}]


async def by_verified_email(email: str) -> Account | None:
    """Whose address this is, if anybody has shown that it is hers."""
    query = {"email": email.strip().lower(), "email_verified": True}
    return load_or_none(Account, await collection("accounts").find_one(query))


async def waiting() -> list[Account]:
    """Who has asked for an account and waits to be let in, the first who came first."""
    return load_readable(Account, await collection("accounts").find({"waiting": True}).sort("_id", 1).to_list(None))


async def by_ids(ids: Iterable[ObjectId]) -> dict[ObjectId, Account]:
    """Those of the accounts that exist and can be read, in one query."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    documents = await collection("accounts").find({"_id": {"$in": wanted}}).to_list(None)
    return {account.id: account for account in load_readable(Account, documents)}


async def by_usernames(usernames: Iterable[str]) -> list[Account]:
    """Those of the people who exist, in one query."""
    wanted = list(usernames)
    if not wanted:
        return []
    documents = await collection("accounts").find({"username": {"$in": wanted}}).to_list(None)
    return load_readable(Account, documents)


async def search(words: str, limit: int = 20) -> list[Account]:
    """People whose username or name has, for each of the words, a part that begins with it; best known first."""
    prefixes = [fold(word)[:PREFIX_MAX] for word in regex.split(r"[^\p{L}\p{M}\p{N}._]+", words) if word]
    if not prefixes:
        return []
    cursor = collection("accounts").find({"search": {"$all": prefixes}})
    documents = await cursor.sort([("followers", -1), ("username", 1)]).limit(limit).to_list(None)
    return load_readable(Account, documents)


async def best_known(limit: int, without: Iterable[ObjectId]) -> list[Account]:
    """People to follow for somebody new, who is not among `without`."""
    cursor = collection("accounts").find({"_id": {"$nin": list(without)}, "posts": {"$gt": 0}})
    documents = await cursor.sort([("followers", -1), ("_id", 1)]).limit(limit).to_list(None)
    return load_readable(Account, documents)


async def big() -> set[ObjectId]:
    """Everybody whose posts are not brought to each follower, but looked for when these read."""
    found = await collection("accounts").find({"big": True}, {"_id": 1}).to_list(None)
    return {document["_id"] for document in found}


async def count_seen(ids: Iterable[ObjectId], since: datetime) -> int:
    """How many of these people have been here since then."""
    return await collection("accounts").count_documents({"_id": {"$in": list(ids)}, "seen_at": {"$gte": since}})
