"""Accounts and their sessions."""

import unicodedata
from datetime import datetime

import msgspec
import regex
from bson import ObjectId
from pymongo import ASCENDING, IndexModel

PREFIX_MAX = 15

# Shard keys: accounts by hashed _id (read one by one); sessions by _id, which is random already.
INDEXES = {
    "accounts": [
        IndexModel([("username", ASCENDING)], unique=True),
        IndexModel([("email", ASCENDING)], unique=True),
        IndexModel([("search", ASCENDING)]),
        IndexModel([("big", ASCENDING)], partialFilterExpression={"big": True}),
    ],
    "sessions": [
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("account", ASCENDING)]),
    ],
}


class Avatar(msgspec.Struct, frozen=True):
    """The pictures of a person: file name (such as `s96.avif`) -> SHA-256 of its bytes."""

    media: ObjectId
    files: dict[str, str]


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person. `version` grows with each change of a counter; `seen_at` follows her visits, an hour late at most.

    `big`: so many follow her that her posts are not brought to each of them, but looked for when they read.
    `big_told`: all who follow her look already. Neither ends when followers go: all would have to be told again.
    """

    id: ObjectId = msgspec.field(name="_id")
    username: str
    email: str
    name: str
    password: str
    created_at: datetime
    bio: str = ""
    avatar: Avatar | None = None
    search: list[str] = []
    posts: int = 0
    followers: int = 0
    following: int = 0
    version: int = 0
    seen_at: datetime | None = None
    big: bool = False
    big_told: bool = False


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in on one device. `_id` is a hash, so that the database does not hold what opens the door."""

    id: str = msgspec.field(name="_id")
    account: ObjectId
    created_at: datetime
    expires_at: datetime
    device: str = ""


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is looking: the signed-in person, as far as pages and doors need to know."""

    id: ObjectId
    username: str
    name: str
    avatar: Avatar | None
    session: str


def search_terms(username: str, name: str) -> list[str]:
    """The prefixes under which a person is found: of the username and of each word of the name, accents folded."""
    words = [username, *regex.split(r"[._]+", username), *regex.split(r"[^\p{L}\p{M}\p{N}]+", name)]
    folded = {fold(word) for word in words}
    return sorted({word[:end] for word in folded for end in range(1, min(len(word), PREFIX_MAX) + 1)})


def fold(text: str) -> str:
    """`text` in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
