"""One more web process, with settings of its own, for as long as a test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.site import Process, Site, free_port


@contextmanager
def extra_web(site: Site, name: str, **environ: str) -> Iterator[Process]:
    """Started with these settings; it answers when the block begins."""
    site.ports[name] = free_port()
    process = site.add(name, "server", "web", PORT=str(site.ports[name]), **environ)
    try:
        site.wait_until_ready(name)
        yield process
    finally:
        process.stop()
        del site.processes[name], site.ports[name]
