"""A real OpenID provider, and a web process that offers it."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.pages import Page
from tests.site import READY_SECONDS, Site, free_port
from tests.web.extra import extra_web

SCRIPT = Path(__file__).parent / "provider.mjs"
NAME = "Acorn"


@dataclass(frozen=True)
class Pair:
    """Where the site and the provider are."""

    site: str
    issuer: str


@contextmanager
def pair(site: Site, name: str) -> Iterator[Pair]:
    """Both, until the block ends; the site's web process is called `name`."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = {
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": "tintype",
        "OIDC_CLIENT_SECRET": "a secret of the tests",
        "OIDC_NAME": NAME,
        "PROVIDER_LIMIT": "100000/hour",
    }
    with extra_web(site, name, **settings):
        node, redirect_uri = shutil.which("node"), f"{site.url_of(name)}/auth/oidc/callback"
        assert node
        with (site.folder / f"{name}-provider.log").open("ab") as log:
            process = subprocess.Popen([node, str(SCRIPT), str(port), redirect_uri], stdout=log, stderr=log)
        try:
            _wait(f"{issuer}/.well-known/openid-configuration", process)
            yield Pair(site.url_of(name), issuer)
        finally:
            process.terminate()
            process.wait(10)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(address).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)  # between two looks; the deadline decides
    raise AssertionError("the provider did not start")


async def through(client: httpx2.AsyncClient, address: str, login: str) -> httpx2.Response:
    """Go to the provider by this address, say there that one is `login`, agree to all; where that leads."""
    answer = await client.get(address)
    while answer.url.host == "127.0.0.1":
        page = Page(answer.text)
        (form,) = page.all("form")
        fields = [element.attributes for element in page.all("input")]
        values = {each["name"]: each.get("value", "") for each in fields}
        values |= {name: login for name in values if name in ("login", "password")}
        answer = await client.post(str(answer.url.join(form.attributes["action"])), data=values)
    return answer
