"""MongoDB and Redis for whoever has none: started here, kept alive, stopped together."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.settings import StartError
from server.stores import addresses, child, mongod, valkey
from server.stores.addresses import Addresses
from server.stores.child import Child

STOP_SECONDS = 2.3


@dataclass(frozen=True)
class Stores:
    """The running stores: where they are, and their processes (call `revive` on those to keep them alive)."""

    addresses: Addresses
    children: list[Child]


@contextmanager
def stores(data_dir: Path) -> Iterator[Stores]:
    """Both stores, writable, with their data in `data_dir`, until the block ends.

    Raises StartError when they cannot start, or run already for this folder.
    """
    logs = data_dir / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    children: list[Child] = []
    with _alone(data_dir):
        try:
            ports = _free_ports()
            children.append(mongod.start(ports[0], data_dir / "mongo", logs / "mongod.log"))
            children.append(valkey.start(ports[1], data_dir / "redis", logs / "redis.log"))
            valkey.wait_until_ready(children[1], ports[1])
            mongod.wait_until_writable(children[0], ports[0])
            found = Addresses(mongod.uri(ports[0]), valkey.url(ports[1]))
            addresses.write(data_dir, found)
            yield Stores(found, children)
        finally:
            addresses.note(data_dir).unlink(missing_ok=True)
            child.stop(children, STOP_SECONDS)


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel frees it however we end."""
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(
                f"Another Tintype is running with DATA_DIR {data_dir}: stop that one, or choose another folder."
            ) from None
        yield


def _free_ports() -> tuple[int, int]:
    """Two ports that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]
