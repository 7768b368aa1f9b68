"""Where the stores are: in the settings, or in the note that a running `make run` leaves in DATA_DIR."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from server.settings import Settings, SettingsError

# Whoever connects so to a server that has not found its replica set yet keeps a connection without transactions.
DIRECT = "directconnection=true"


@dataclass(frozen=True)
class Addresses:
    """How clients reach both stores."""

    mongodb_uri: str
    redis_url: str


def addresses(settings: Settings) -> Addresses:
    """The stores that this process should use. Raises SettingsError when there are none."""
    found = given(settings) or read(settings.data_dir)
    if found is None:
        raise SettingsError("No database: set MONGODB_URI and REDIS_URL, or start everything with make run.")
    return found


def given(settings: Settings) -> Addresses | None:
    """The real servers that the settings name, if any. Raises SettingsError when they name one, or badly."""
    if DIRECT in settings.mongodb_uri.lower():
        raise SettingsError(
            "MONGODB_URI says directConnection=true, with which Tintype may be unable to write after MongoDB was "
            "started again: name the replica set instead (replicaSet=…)."
        )
    if settings.mongodb_uri and settings.redis_url:
        return Addresses(settings.mongodb_uri, settings.redis_url)
    if settings.mongodb_uri:
        raise SettingsError("MONGODB_URI is set without REDIS_URL: set both, or neither to start embedded stores.")
    if settings.redis_url:
        raise SettingsError("REDIS_URL is set without MONGODB_URI: set both, or neither to start embedded stores.")
    return None


def note(data_dir: Path) -> Path:
    """The file that tells commands on this machine where the embedded stores are."""
    return data_dir / "stores.json"


def read(data_dir: Path) -> Addresses | None:
    """What the note says; None when there is none."""
    try:
        return Addresses(**json.loads(note(data_dir).read_text()))
    except FileNotFoundError:
        return None


def write(data_dir: Path, found: Addresses) -> None:
    """Leave the note; a reader sees the whole of it or none."""
    aside = note(data_dir).with_suffix(".new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(asdict(found)))
    aside.replace(note(data_dir))
