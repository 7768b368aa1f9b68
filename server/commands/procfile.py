"""The Procfile: which processes make up the site."""

import shlex
import sys
from pathlib import Path

from server.settings import StartError


def read(path: Path) -> dict[str, list[str]]:
    """Process names and their commands, in order; `python` is the Python that runs us.

    Raises StartError when the file is missing or a line is not `name: command`.
    """
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise StartError(f"Cannot read {path} ({error.strerror}): it names the processes to start.") from None
    return dict(_parse(path, line) for line in lines if line.strip() and not line.startswith("#"))


def _parse(path: Path, line: str) -> tuple[str, list[str]]:
    name, _, command = line.partition(":")
    words = shlex.split(command)
    if not words:
        raise StartError(f"{path} has a line that is not `name: command`: {line}")
    return name.strip(), [sys.executable, *words[1:]] if words[0] == "python" else words
