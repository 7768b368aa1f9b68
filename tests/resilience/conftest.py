"""A site and stores for one module alone, since its tests break them."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from server.stores import embedded
from server.stores.embedded import Stores
from tests.site import Site, running


@pytest.fixture(scope="module")
def own_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    with embedded.stores(tmp_path_factory.mktemp("stores")) as started:
        yield started


@pytest.fixture(scope="module")
def fragile(own_stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    environ = {
        "TMPDIR": str(tmp_path_factory.mktemp("uploads")),
        "MONGODB_URI": own_stores.addresses.mongodb_uri,
        "REDIS_URL": own_stores.addresses.redis_url,
        "SECRET_KEY": "for the tests only",
        "LEASE_SECONDS": "3",
        "REQUEUE_SECONDS": "2",
        **dict.fromkeys(("SIGNUP_LIMIT", "UPLOAD_LIMIT", "WRITE_LIMIT"), "100000/hour"),
    }
    with running(environ, tmp_path_factory.mktemp("fragile")) as site:
        yield site


@pytest.fixture(scope="module")
def database(own_stores: Stores) -> Iterator[Any]:
    with MongoClient[dict[str, Any]](own_stores.addresses.mongodb_uri) as client:
        yield client["tintype"]
