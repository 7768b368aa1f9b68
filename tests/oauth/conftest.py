"""The site with providers: one that is real, and one that says what a test wants."""

import itertools
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
import pytest_asyncio

from tests.cast import Person
from tests.oauth import elsewhere, real
from tests.oauth.elsewhere import CLIENT, SECRET, Elsewhere
from tests.oauth.real import Pair
from tests.oauth.trips import Traveller
from tests.site import Site
from tests.web.extra import extra_web

_numbers = itertools.count(1)


@pytest.fixture(scope="package")
def pair(site: Site) -> Iterator[Pair]:
    """The site with the real provider."""
    with real.pair(site, "with-provider") as started:
        yield started


@pytest_asyncio.fixture(scope="session")
async def talker() -> AsyncIterator[Elsewhere]:
    """What answers as issuer and as GitHub."""
    async with elsewhere.running() as started:
        yield started


@pytest.fixture(scope="package")
def offering(site: Site, talker: Elsewhere) -> Iterator[str]:
    """The site with providers that say what the test wants; its address."""
    settings = {"OIDC_ISSUER": talker.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    github = {"GITHUB_URL": talker.issuer, "GITHUB_CLIENT_ID": CLIENT, "GITHUB_CLIENT_SECRET": SECRET}
    with extra_web(site, "offering", OIDC_NAME="Acorn", PROVIDER_LIMIT="100000/hour", **settings, **github):
        yield site.url_of("offering")


@pytest_asyncio.fixture
async def traveller(site: Site, offering: str, talker: Elsewhere, in_process: None) -> AsyncIterator[Traveller]:
    """Somebody who is not signed in, on her way to a provider that knows her."""
    number = next(_numbers)
    talker.forget()
    name = f"traveller{number}"
    talker.claims = {"sub": name, "preferred_username": name, "email": f"{name}@example.org"}
    async with httpx2.AsyncClient(base_url=offering, follow_redirects=True, timeout=30, verify=False) as client:
        yield Traveller(Person(name, client, site), talker, offering)
