import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.start.processes import ROOT, Running, free_port

STAND_IN = f"{sys.executable} {ROOT}/tests/start/stand_in.py"


class Start(Protocol):
    def __call__(self, *command: str, **settings: str) -> Running: ...


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `python <command>` with a data folder and port of this test; nothing is left running."""
    started: list[Running] = []
    defaults = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port()), "MIN_FREE_MB": "1"}

    def start_one(*command: str, **settings: str) -> Running:
        output = tmp_path / f"said.{len(started)}"
        started.append(Running([sys.executable, *command], output, **{**defaults, **settings}))
        return started[-1]

    yield start_one
    for running in started:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def supervise(start: Start, tmp_path: Path) -> Start:
    """Start the supervisor over stand-ins of these roles."""

    def start_roles(*roles: str, **settings: str) -> Running:
        path = tmp_path / "Procfile"
        path.write_text("".join(f"{role}: {STAND_IN} {role}\n" for role in roles))
        return start(f"{ROOT}/tests/start/stand_in.py", "run", str(path), **settings)

    return start_roles
