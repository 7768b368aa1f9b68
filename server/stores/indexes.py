"""Creates the indexes that the features' models.py files declare."""

from collections.abc import Mapping, Sequence

from pymongo import IndexModel

from server.stores.mongo import collection

Indexes = Mapping[str, Sequence[IndexModel]]


async def create(indexes: Indexes) -> None:
    """Create each collection's indexes; those that exist already cost nothing. Raises PyMongoError."""
    for name, models in indexes.items():
        await collection(name).create_indexes(list(models))
