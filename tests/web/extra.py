"""One more web process, with settings of its own, for as long as a test needs it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from tests.site import READY_SECONDS, Process, Site, free_port


@contextmanager
def extra_web(site: Site, name: str, *, ready: str = "/readyz", **environ: str) -> Iterator[Process]:
    """Started with these settings; the block begins when `ready` answers 200."""
    site.ports[name] = free_port()
    process = site.add(name, "server", "web", PORT=str(site.ports[name]), **environ)
    try:
        _wait(site.url_of(name) + ready, process)
        yield process
    finally:
        process.stop()
        del site.processes[name], site.ports[name]


def _wait(address: str, process: Process) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx2.get(address).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)  # between two looks; the deadline decides
    raise AssertionError(f"not ready: {process.log.read_text()[-3000:]}")
