"""A database for one test alone, where it can count what is stored."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.app import INDEXES
from server.stores import indexes, mongo

_numbers = itertools.count(1)


@asynccontextmanager
async def empty() -> AsyncIterator[str]:
    """An empty database that this process uses until the block ends; its name."""
    client, _ = mongo._opened[-1]
    name = f"alone{next(_numbers)}"
    mongo._opened.append((client, name))
    try:
        await indexes.create(INDEXES)
        yield name
    finally:
        mongo._opened.pop()
        await client.drop_database(name)
