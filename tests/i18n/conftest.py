"""Catalogues of a test's own, in place of ours."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from server import i18n
from server.commands import languages

Translate = Callable[..., None]


def forget() -> None:
    """Have the catalogues be read again."""
    i18n.catalogue.cache_clear()
    i18n._catalogue.cache_clear()


@pytest.fixture
def translate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Translate]:
    """translate("de", {"Sign in": "Anmelden"}, path="static/x.js"): that is what German has, and nothing else."""
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)

    def write(language: str, said: Mapping[Any, Any], path: str = "server/x.py", flags: tuple[str, ...] = ()) -> None:
        catalogue = languages.read(language)
        for message, translation in said.items():
            catalogue.add(message, translation, locations=[(path, 0)], flags=flags)
        languages.write(language, catalogue)
        forget()

    forget()
    yield write
    forget()
