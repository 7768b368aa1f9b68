"""`python -m server release`: prepares the database for this version."""

import argparse
import asyncio

from pymongo.errors import PyMongoError

from server.accounts import upgrade as accounts
from server.app import INDEXES, stores
from server.media.storage import upgrade as media
from server.posts import upgrade as posts
from server.settings import Settings, StartError
from server.stores import indexes
from server.two_step import upgrade as two_step


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Create what is missing, bring older documents to this version's shape. Raises StartError when that is refused."""
    asyncio.run(_release(settings))
    return 0


async def _release(settings: Settings) -> None:
    async with stores(settings):
        try:
            await accounts.prepare()
            await indexes.create(INDEXES)
            await accounts.upgrade()
            await media.upgrade()
            await posts.upgrade()
            await two_step.reseal()
        except PyMongoError as error:
            raise StartError(f"MongoDB refuses this version's changes ({error}): may this account write?") from None
