"""Where the stores are, for commands beside a running `make run`."""

from pathlib import Path

import pytest

from server.settings import Settings, SettingsError
from server.stores import addresses
from server.stores.addresses import Addresses

EMBEDDED = Addresses("mongodb://embedded", "redis://embedded")


def test_the_settings_win_over_the_note(tmp_path: Path) -> None:
    addresses.write(tmp_path, EMBEDDED)
    settings = Settings(data_dir=tmp_path, mongodb_uri="mongodb://real", redis_url="redis://real")
    assert addresses.addresses(settings) == Addresses("mongodb://real", "redis://real")


def test_the_note_of_a_running_site_is_found_and_private(tmp_path: Path) -> None:
    addresses.write(tmp_path, Addresses("mongodb://old", "redis://old"))
    addresses.write(tmp_path, EMBEDDED)
    assert addresses.addresses(Settings(data_dir=tmp_path)) == EMBEDDED
    assert [path.name for path in tmp_path.iterdir()] == ["stores.json"]
    assert addresses.note(tmp_path).stat().st_mode & 0o777 == 0o600


def test_no_database_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No database: set MONGODB_URI and REDIS_URL, or start everything"):
        addresses.addresses(Settings(data_dir=tmp_path))
