"""Accounts, what opens them, and their sessions."""

import unicodedata
from datetime import datetime

import msgspec
import regex
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

PREFIX_MAX = 15
HISTORY_SECONDS = 180 * 24 * 3600

# Shard keys: accounts and credentials by hashed _id (read one by one); sessions and tickets by _id, which is random
# already; visits by account, which is in every query.
INDEXES = {
    "accounts": [
        IndexModel([("username", ASCENDING)], unique=True),
        # Who has only claimed an address must not keep it from its owner.
        IndexModel(
            [("email", ASCENDING)],
            name="verified_email",
            unique=True,
            partialFilterExpression={"email_verified": True},
        ),
        IndexModel([("email", ASCENDING)], name="claimed_email"),
        IndexModel([("search", ASCENDING)]),
        IndexModel([("waiting", ASCENDING)], partialFilterExpression={"waiting": True}),
        IndexModel([("big", ASCENDING)], partialFilterExpression={"big": True}),
    ],
    "credentials": [
        IndexModel(
            [("identities.key", ASCENDING)],
            unique=True,
            partialFilterExpression={"identities.key": {"$exists": True}},
        ),
        IndexModel(
            [("passkeys.id", ASCENDING)],
            unique=True,
            partialFilterExpression={"passkeys.id": {"$exists": True}},
        ),
    ],
    "sessions": [
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("account", ASCENDING)]),
    ],
    "tickets": [
        IndexModel([("gone_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("account", ASCENDING), ("purpose", ASCENDING)]),
    ],
    # Kept a week longer than they are good for, so that the operator can see what became of them.
    "invitations": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=7 * 24 * 3600)],
    "sign_ins": [
        IndexModel([("account", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("at", ASCENDING)], expireAfterSeconds=HISTORY_SECONDS),
    ],
}


class Avatar(msgspec.Struct, frozen=True):
    """The pictures of a person: file name (such as `s96.avif`) -> SHA-256 of its bytes."""

    media: ObjectId
    files: dict[str, str]


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person. `version` grows with each change of a counter; `seen_at` follows her visits, an hour late at most.

    `email` is only claimed until `email_verified`: several may claim one address, one may have it. `waiting`: nobody
    has let this person in yet. `suspended_at`: since when she may not come in.
    `language` is the one that she chose, or empty: as her browser says.
    `big`: so many follow her that her posts are not brought to each of them, but looked for when they read.
    `big_told`: all who follow her look already. Neither ends when followers go: all would have to be told again.
    """

    id: ObjectId = msgspec.field(name="_id")
    username: str
    email: str
    name: str
    created_at: datetime
    email_verified: bool = False
    waiting: bool = False
    suspended_at: datetime | None = None
    bio: str = ""
    language: str = ""
    avatar: Avatar | None = None
    search: list[str] = []
    posts: int = 0
    followers: int = 0
    following: int = 0
    version: int = 0
    seen_at: datetime | None = None
    big: bool = False
    big_told: bool = False


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a provider who is this person. `key` is `provider:subject`."""

    key: str
    provider: str
    email: str
    linked_at: datetime


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """One WebAuthn credential. `id` is base64url, `public_key` COSE; `uses` is the authenticator's own counter."""

    id: str
    public_key: bytes
    name: str
    uses: int
    transports: list[str]
    created_at: datetime
    used_at: datetime | None = None


class Totp(msgspec.Struct, frozen=True, kw_only=True):
    """The codes of an app (RFC 6238): its secret, sealed, and the last step whose code was used."""

    secret: str
    since: datetime
    step: int = 0


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that opens one account, in one document apart from the person, which no page loads.

    `password` is an argon2id hash, or empty. `recovery_codes` are hashes of those that are left.
    """

    id: ObjectId = msgspec.field(name="_id")
    password: str = ""
    identities: list[Identity] = []
    passkeys: list[Passkey] = []
    totp: Totp | None = None
    recovery_codes: list[str] = []


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in on one device. `_id` is a hash, so that the database does not hold what opens the door.

    `proved_at`: when she last proved who she is, as risky acts ask for. `address` is where she signed in from.
    """

    id: str = msgspec.field(name="_id")
    account: ObjectId
    created_at: datetime
    expires_at: datetime
    proved_at: datetime
    seen_at: datetime
    device: str = ""
    address: str = ""
    how: str = ""


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """One try to sign in, for the person's own eyes. `how`: password, passkey, or a provider; `outcome`: one of
    OUTCOMES."""

    id: ObjectId = msgspec.field(name="_id")
    account: ObjectId
    at: datetime
    how: str
    outcome: str
    device: str
    address: str


ENTERED = "entered"
REFUSED = "refused"
OUTCOMES = (ENTERED, REFUSED)


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is looking: the signed-in person, as far as pages and doors need to know."""

    id: ObjectId
    username: str
    name: str
    avatar: Avatar | None
    session: str
    language: str = ""


def search_terms(username: str, name: str) -> list[str]:
    """The prefixes under which a person is found: of the username and of each word of the name, accents folded."""
    words = [username, *regex.split(r"[._]+", username), *regex.split(r"[^\p{L}\p{M}\p{N}]+", name)]
    folded = {fold(word) for word in words}
    return sorted({word[:end] for word in folded for end in range(1, min(len(word), PREFIX_MAX) + 1)})


def fold(text: str) -> str:
    """`text` in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
