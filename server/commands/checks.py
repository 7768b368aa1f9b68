"""What can be seen to be wrong before anything is started. Each check raises StartError with one sentence."""

import errno
import shutil
import socket
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError
from redis import Redis
from redis.exceptions import AuthenticationError, RedisError

from server.settings import StartError
from server.stores.addresses import Addresses

ANSWER_SECONDS = 3.0


def room(data_dir: Path, min_free_mb: int) -> None:
    """The data folder can be written to and has some space left."""
    try:
        (data_dir / "logs").mkdir(parents=True, exist_ok=True)
        free_mb = shutil.disk_usage(data_dir).free // 1_000_000
    except OSError as error:
        raise StartError(f"Cannot use DATA_DIR {data_dir} ({error.strerror}): choose another folder.") from None
    if free_mb < min_free_mb:
        raise StartError(
            f"Only {free_mb} MB are free for DATA_DIR {data_dir}, and {min_free_mb} MB are needed: "
            "free some space, or choose a folder on another disk."
        )


def listener(host: str, port: int) -> socket.socket:
    """The socket that all web processes accept from; it stays open while they restart."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except socket.gaierror:
        raise StartError(f"HOST {host} is not an address of this machine: 127.0.0.1 or 0.0.0.0 will do.") from None
    except OSError as error:
        raise StartError(_why_not_listening(host, port, error)) from None


def _why_not_listening(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: stop the program that uses it, or choose another port, such as PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system's own services: choose one above 1023, such as PORT=8000."
    return f"Cannot listen on HOST {host}, PORT {port} ({error.strerror}): choose other ones."


def reachable(found: Addresses) -> None:
    """Both stores answer. No sentence shows an address, because addresses hold passwords."""
    _mongodb(found.mongodb_uri)
    _redis(found.redis_url)


def _mongodb(uri: str) -> None:
    milliseconds = round(ANSWER_SECONDS * 1000)
    try:
        with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=milliseconds) as client:
            client.admin.command("ping")
    except (InvalidURI, ConfigurationError, ValueError):
        raise StartError("MONGODB_URI is not the address of a MongoDB: correct the setting.") from None
    except OperationFailure:
        raise StartError("MongoDB refuses the user name or password in MONGODB_URI: correct the setting.") from None
    except PyMongoError:
        raise StartError("The MongoDB of MONGODB_URI does not answer: start it, or correct the setting.") from None


def _redis(url: str) -> None:
    try:
        with Redis.from_url(url, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS) as client:
            client.ping()
    except ValueError:
        raise StartError("REDIS_URL is not the address of a Redis: correct the setting.") from None
    except AuthenticationError:
        raise StartError("Redis refuses the user name or password in REDIS_URL: correct the setting.") from None
    except (RedisError, OSError):
        raise StartError("The Redis of REDIS_URL does not answer: start it, or correct the setting.") from None
