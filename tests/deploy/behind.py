"""Two web processes that stand behind a proxy, and the proxy in front of them."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests import cast
from tests.cast import Person
from tests.site import Site, free_port

WEB = ("behind1", "behind2")
READY_SECONDS = 20.0


@contextmanager
def two_web_processes(site: Site, **environ: str) -> Iterator[list[str]]:
    """The site with WEB as well, that believe one proxy; their addresses."""
    for name in WEB:
        site.ports[name] = free_port()
        site.add(name, "server", "web", PORT=str(site.ports[name]), PROXY_HOPS="1", **environ)
    for name in WEB:
        site.wait_until_ready(name)
    try:
        yield [f"127.0.0.1:{site.ports[name]}" for name in WEB]
    finally:
        for name in WEB:
            site.processes.pop(name).kill()
            site.ports.pop(name)


@contextmanager
def proxy(site: Site, name: str, port: int, command: Sequence[str], log: Path) -> Iterator[None]:
    """The program `command`, which listens on `port` and is called `name`; its output goes to `log`."""
    with log.open("wb") as output:
        running = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait_until_answering(port, log)
        site.ports[name] = port
        yield
    finally:
        running.terminate()
        running.wait(10)
        site.ports.pop(name, None)


def _wait_until_answering(port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/login", verify=False).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)  # between two looks; the deadline decides
    raise AssertionError(f"the proxy was not ready: {log.read_text()}")


async def join(site: Site, proxy: str, username: str) -> Person:
    """Somebody who has just signed up through this proxy."""
    client = httpx2.AsyncClient(base_url=site.url_of(proxy), follow_redirects=True, timeout=30, verify=False)
    person = Person(username, client, site)
    form = {"username": username, "email": f"{username}@example.org", "name": username.title()}
    answer = await person.post(
        "/signup", data=form | {"password": cast.PASSWORD}, headers={"Origin": site.url_of(proxy)}
    )
    assert answer.status_code == 200, answer.text
    assert str(answer.url).startswith(site.url_of(proxy))
    return person
