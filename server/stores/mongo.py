"""MongoDB, the truth: one AsyncMongoClient for this process and its event loop."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pymongo import AsyncMongoClient, timeout
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

Document = dict[str, Any]
Collection = AsyncCollection[Document]
Session = AsyncClientSession
T = TypeVar("T")

SERVER_SELECTION_MS = 3000
TRANSACTION_SECONDS = 10.0

_opened: list[tuple[AsyncMongoClient[Document], str]] = []


async def open_client(uri: str, database: str) -> None:
    """Connect this process to the database named `database` at `uri` (a mongodb:// address)."""
    client: AsyncMongoClient[Document] = AsyncMongoClient(
        uri, tz_aware=True, serverSelectionTimeoutMS=SERVER_SELECTION_MS, appname="tintype"
    )
    _opened.append((client, database))


async def close_client() -> None:
    """Close what open_client() opened; closing twice is fine."""
    while _opened:
        client, _ = _opened.pop()
        await client.close()


def db() -> AsyncDatabase[Document]:
    """The database of this process. Raises IndexError before open_client()."""
    client, database = _opened[-1]
    return client[database]


def collection(name: str) -> Collection:
    """One collection of the database."""
    return db()[name]


async def ping() -> None:
    """Return when the database answers, or raise PyMongoError."""
    await db().command("ping")


async def transaction(work: Callable[[Session], Awaitable[T]]) -> T:
    """Run `work(session)` in a transaction; it may run more than once, and its result is returned.

    Raises what `work` raises, after everything it wrote was undone.
    """
    client, _ = _opened[-1]
    # PyMongo itself would try for two minutes; nobody waits that long for a page.
    with timeout(TRANSACTION_SECONDS):
        async with client.start_session() as session:
            return await session.with_transaction(work)
