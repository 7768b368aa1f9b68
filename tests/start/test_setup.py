"""deploy/setup.sh says in one sentence what a machine lacks; stand-ins play the machine."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.start.processes import ROOT

Machine = Callable[..., subprocess.CompletedProcess[str]]
TOO_OLD = "exit 1"
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; esac'


@pytest.fixture
def set_up(tmp_path: Path) -> Machine:
    """Run the set-up in an empty checkout, with these scripts in place of the machine's programs."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "setup.sh", tmp_path / "deploy")
    (tmp_path / "requirements.txt").touch()

    def run(**programs: str) -> subprocess.CompletedProcess[str]:
        bin_folder = tmp_path / "bin"
        bin_folder.mkdir()
        for name, script in programs.items():
            (bin_folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (bin_folder / name).chmod(0o755)
        environ = {**os.environ, "PATH": f"{bin_folder}:/usr/bin:/bin"}
        command = [str(tmp_path / "deploy" / "setup.sh"), "run"]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    return run


def pythons(script: str) -> dict[str, str]:
    return dict.fromkeys(("python3", "python3.11", "python3.12", "python3.13"), script)


def assert_stopped(result: subprocess.CompletedProcess[str], words: str) -> None:
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert words in result.stderr


def test_a_full_disk(set_up: Machine) -> None:
    result = set_up(df='printf "File\\n/dev/vda 9 9 12 9%% /\\n"')
    assert_stopped(result, "Only 12 MB are free on this disk and setting up takes 2000 MB")


def test_a_python_that_is_too_old(set_up: Machine) -> None:
    assert_stopped(set_up(**pythons(TOO_OLD)), "Tintype needs Python 3.11 or newer")


def test_a_missing_venv_module_without_the_right_to_install_it(set_up: Machine) -> None:
    result = set_up(**pythons(WITHOUT_VENV), id="echo 1000", sudo="exit 1")
    assert_stopped(result, "Please install python3-venv (the virtual environment)")
