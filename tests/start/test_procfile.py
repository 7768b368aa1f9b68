"""The Procfile names the processes."""

import sys
from pathlib import Path

import pytest

from server.commands import procfile
from server.commands.run import PROCFILE
from server.settings import StartError


def test_ours_names_web_worker_and_scheduler() -> None:
    assert procfile.read(PROCFILE) == {
        "web": [sys.executable, "-m", "server", "web"],
        "worker": [sys.executable, "-m", "jobs", "worker", "default"],
        "videos": [sys.executable, "-m", "jobs", "worker", "videos"],
        "scheduler": [sys.executable, "-m", "jobs", "scheduler"],
    }


def test_a_line_that_names_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("# comment\n\nweb python -m server web\n")
    with pytest.raises(StartError, match="web python -m server web"):
        procfile.read(path)


def test_a_missing_procfile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="Cannot read"):
        procfile.read(tmp_path / "Procfile")
