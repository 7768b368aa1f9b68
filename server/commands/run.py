"""`python -m server run`: everything that a newcomer needs, from one command, until Ctrl-C."""

import argparse
import http.client
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from pathlib import Path

from server.commands import checks, procfile, supervisor
from server.settings import Settings, StartError
from server.stores import addresses, embedded
from server.stores.child import Child
from server.stores.embedded import Stores

PROCFILE = Path(__file__).parents[2] / "Procfile"
SERVER = (sys.executable, "-m", "server")
READY_SECONDS = 60.0


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run the site until it is stopped. Returns the exit status."""
    return run(settings)


def run(settings: Settings, processes: Path = PROCFILE, server: Sequence[str] = SERVER) -> int:
    """Start stores and processes, say where the site is, and keep it alive until Ctrl-C or SIGTERM.

    `processes` is the Procfile; `server` is the command before `release` and `demo`. Returns the exit status.
    Raises StartError when something is in the way.
    """
    supervisor.stop_on_signals()
    try:
        return _run(settings, procfile.read(processes), server)
    except KeyboardInterrupt:
        return 0


def _run(settings: Settings, commands: dict[str, list[str]], server: Sequence[str]) -> int:
    checks.room(settings.data_dir, settings.min_free_mb)
    with ExitStack() as stack:
        listener = stack.enter_context(checks.listener(settings.host, settings.port))
        stores = stack.enter_context(_stores(settings))
        if status := supervisor.run_to_end("release", [*server, "release"], stores.addresses, stores.children):
            return status
        running = supervisor.processes(settings, commands, stores.addresses, listener)
        everything = stores.children + stack.enter_context(running)
        stack.callback(print, "Stopping Tintype", flush=True)
        _wait_until_ready(settings, everything)
        if settings.demo:
            _demo(server, stores, everything)
        print(f"Tintype is ready: {settings.public_url or _address(listener)}", flush=True)
        supervisor.watch(everything, until=lambda: False)
    return 0


@contextmanager
def _stores(settings: Settings) -> Iterator[Stores]:
    if given := addresses.given(settings):
        checks.reachable(given)
        yield Stores(given, [])
        return
    print(f"Starting Tintype; its data and logs are in {settings.data_dir}/", flush=True)
    with embedded.stores(settings.data_dir) as started:
        yield started


def _wait_until_ready(settings: Settings, children: Sequence[Child]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    supervisor.watch(children, until=lambda: _answers(settings) or time.monotonic() > deadline)
    if time.monotonic() > deadline:
        where = supervisor.log(settings, "web") or "the lines above"
        raise StartError(f"Tintype was not ready after {READY_SECONDS:.0f} s: the reason is in {where}.")


def _answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=2.0)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _demo(server: Sequence[str], stores: Stores, children: Sequence[Child]) -> None:
    if status := supervisor.run_to_end("demo", [*server, "demo"], stores.addresses, children):
        print(f"The demo could not be filled (exit status {status}); Tintype runs without it.", flush=True)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    address = ip_address(host)
    here = address.is_loopback or address.is_unspecified
    return f"http://{'localhost' if here else host}:{port}"
