"""The picture that somebody has at a provider: offered at the first sign-in, fetched by a worker when she took it."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
import msgspec
from bson import ObjectId

from server.background import enqueue
from server.background.promises import promise
from server.oauth import outside
from server.oauth.problems import AWAY, Problem
from server.oauth.providers import GITHUB, GOOGLE, Provider
from server.stores.documents import dump, load_or_none, now
from server.stores.mongo import Session, collection, transaction

ADDRESS_MOST = 2000
GOOGLE_HOSTS = ".googleusercontent.com"
GITHUB_HOST = "avatars.githubusercontent.com"
PORTS = {"https": 443, "http": 80}
# A provider that was away for so long is not asked any more: by then she has seen that nothing came.
PATIENCE = timedelta(days=1)

Origin = tuple[str, str, int | None]


# Shard key: hashed _id, the account; there is no other way to it.
class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The picture at `address` is to become this account's. Gone when settled."""

    id: ObjectId = msgspec.field(name="_id")
    address: str
    asked_at: datetime


class NoPicture(Exception):
    """There is none to be had, and asking again would not help; the text is for the log and holds no secret."""


def address(provider: Provider, said: Any) -> str:
    """Where the provider says that a picture is, if that is a place of the provider's own; else empty.

    What is said may be what the person herself has typed there, and must not have us ask servers of her choice.
    """
    if not isinstance(said, str) or len(said) > ADDRESS_MOST:
        return ""
    try:
        url = httpx2.URL(said)
    except (httpx2.InvalidURL, ValueError):
        return ""
    return str(url) if not url.userinfo and _is_own(provider, _origin(url)) else ""


async def take_later(account_id: ObjectId, wanted: str) -> None:
    """Have a worker fetch the picture at an address() for this account."""

    async def write(session: Session) -> ObjectId:
        document = dump(Wanted(id=account_id, address=wanted, asked_at=now()))
        await collection("wanted_pictures").insert_one(document, session=session)
        return await promise(session, "provider_picture", account_id)

    await enqueue("provider_picture", await transaction(write))


async def wanted_by(account_id: ObjectId) -> Wanted | None:
    """What is still to be fetched for this account."""
    return load_or_none(Wanted, await collection("wanted_pictures").find_one({"_id": account_id}))


async def fetched(wanted: Wanted) -> bytes:
    """The bytes at its address. Raises Problem when they may be had later, NoPicture when not."""
    if now() - wanted.asked_at > PATIENCE:
        raise NoPicture("for a day in vain")
    try:
        return await outside.picture(wanted.address)
    except Problem as problem:
        if problem.why == AWAY:
            raise
        raise NoPicture(str(problem)) from None


async def settle(account_id: ObjectId, session: Session) -> bool:
    """Nothing is to be fetched any more; whether something was, until now."""
    done = await collection("wanted_pictures").delete_one({"_id": account_id}, session=session)
    return done.deleted_count == 1


def _is_own(provider: Provider, origin: Origin) -> bool:
    scheme, host, port = origin
    if provider.slug == GOOGLE:
        return (scheme, port) == ("https", PORTS["https"]) and host.endswith(GOOGLE_HOSTS)
    if provider.slug == GITHUB and origin == ("https", GITHUB_HOST, PORTS["https"]):
        return True
    return origin == _origin(httpx2.URL(provider.issuer))


def _origin(url: httpx2.URL) -> Origin:
    return url.scheme, url.raw_host.decode(), url.port or PORTS.get(url.scheme)
