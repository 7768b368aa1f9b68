"""SECURITY.md names the test that shows each answer; each of them must exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_it_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "SECURITY.md").read_text())
    assert len(named) > 20
    for file, name in named:
        path = ROOT / file
        assert path.is_file(), file
        assert re.search(rf"def {name}\(" if name else "def test_", path.read_text()), f"{file}::{name}"


def test_every_row_names_one() -> None:
    rows = [line for line in (ROOT / "SECURITY.md").read_text().splitlines() if line.startswith("| ")]
    shown = [row for row in rows if "tests/" in row or row.startswith(("| threat", "| ---"))]
    assert rows == shown
