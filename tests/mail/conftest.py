"""A site whose letters go to a real mail server, with a database and a queue of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from tests.mail.office import Office, open_office
from tests.site import Site, running

SENDER = "Tintype <post@tintype.example>"


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    with open_office() as office:
        yield office


@pytest.fixture(scope="session")
def smtp(office: Office) -> dict[str, str]:
    """The settings that name that server, and waits that suit a test."""
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(office.port),
        "SMTP_TLS": "none",
        "SMTP_SECONDS": "2",
        "MAIL_FROM": SENDER,
        "MAIL_RETRY_SECONDS": "1",
        "REQUEUE_SECONDS": "1",
    }


@pytest.fixture(scope="session")
def mailing(environ: dict[str, str], smtp: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    own = {"MONGODB_DATABASE": "mailing", "REDIS_URL": environ["REDIS_URL"].rsplit("/", 1)[0] + "/1"}
    with running(environ | smtp | own, tmp_path_factory.mktemp("mailing")) as site:
        yield site


@pytest.fixture(scope="session")
def database(environ: dict[str, str]) -> Iterator[Any]:
    """The database of that site."""
    with MongoClient[dict[str, Any]](environ["MONGODB_URI"], tz_aware=True) as client:
        yield client["mailing"]
