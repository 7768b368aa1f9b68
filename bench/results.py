"""What was measured: a table for people, and bench/out/latest.json for programs."""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LATEST = Path(__file__).with_name("out") / "latest.json"


@dataclass(frozen=True)
class Result:
    """One figure; `ratio` is it (or its rate) divided by what it stands `against`, measured in the same run unless
    `against` names PERF.md."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""


def show(results: Iterable[Result]) -> None:
    """Print the table."""
    rows = [("name", "value", "unit", "ratio", "against")]
    for result in results:
        ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
        rows.append((result.name, f"{result.value:,.{_digits(result.value)}f}", result.unit, ratio, result.against))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for name, value, unit, ratio, against in rows:
        print(
            f"{name:<{widths[0]}}  {value:>{widths[1]}}  {unit:<{widths[2]}}  {ratio:>{widths[3]}}  {against}".rstrip()
        )


def write(results: Iterable[Result]) -> None:
    """Replace bench/out/latest.json."""
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps([dataclasses.asdict(result) for result in results], indent=2) + "\n")


def _digits(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2
