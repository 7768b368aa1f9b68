"""A web process whose websockets go the slow way."""

from collections.abc import Iterator

import pytest

from tests.site import Site, free_port


@pytest.fixture(scope="package")
def plain(site: Site) -> Iterator[str]:
    """The name of a web process that does not know its Hypercorn."""
    site.ports["plain"] = free_port()
    # Hypercorn's own pings keep a connection that is closed until the next one is due.
    site.add("plain", "tests.realtime.plain", PORT=str(site.ports["plain"]), GRACE_SECONDS="1")
    site.wait_until_ready("plain")
    yield "plain"
    site.processes.pop("plain").stop()
    site.ports.pop("plain")


@pytest.fixture(params=["web", "plain"])
def either(request: pytest.FixtureRequest, plain: str) -> str:
    """The name of a web process: one whose frames go straight to the transport, or the other."""
    return str(request.param)
