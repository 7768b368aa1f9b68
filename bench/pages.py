"""The home page, warm and behind its session check, against a Quart route that returns the same bytes."""

import asyncio
import http.client
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from bench import load, people, site
from bench.results import Result
from server.app import stores
from server.settings import current

# Short turns: whatever else this machine does then hits both sides of a ratio alike.
ROUNDS = 12
SECONDS = 1
CARDS = 12
# Each does what those before it do and one thing more; the home page is the last of them.
STEPS = {
    "bare": "Hypercorn and Quart, and the bytes themselves",
    "hooks": "origin check, headers, figures, a line in the log",
    "door": "the session check",
    "stamps": "asking Redis whether the page is still true",
    "home": "the rest: finding the page and its parts, and joining them",
}

Cell = tuple[int, str]  # port, path


def measure(folder: Path) -> list[Result]:
    """The rate of the home page, and what its steps cost."""
    with site.serving(folder, "web", "server", "web") as (_, port):
        cookie, _ = asyncio.run(_settle(port))
        page = folder / "home.html"
        page.write_bytes(_home_page(port, cookie))
        with (
            site.serving(folder, "bare", "bench.bare", str(page)) as (_, bare),
            site.serving(folder, "steps", "bench.steps", str(page)) as (_, steps),
        ):
            _home_page(steps, cookie)
            cells = {step: (steps, f"/{step}") for step in STEPS} | {"bare": (bare, "/"), "home": (port, "/")}
            rounds = [_round(cells, cookie) for _ in range(ROUNDS)]
    return _results(rounds, page.stat().st_size)


async def _settle(port: int) -> tuple[str, object]:
    async with stores(current()):
        return await people.settle(port)


def _home_page(port: int, cookie: str) -> bytes:
    """The page as a browser gets it, warm from now on. Raises RuntimeError when it is not what should be measured."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200 or body.count(b'<article class="card"') != CARDS:
        raise RuntimeError(f"the home page is not as it should be ({answer.status}): {body[:300]!r}")
    return body


def _round(cells: Mapping[str, Cell], cookie: str) -> dict[str, float]:
    return {name: load.requests_per_second(port, path, cookie, SECONDS) for name, (port, path) in cells.items()}


def _results(rounds: list[dict[str, float]], size: int) -> list[Result]:
    rate, bare = (median(each[name] for each in rounds) for name in ("home", "bare"))
    ratio = median(each["home"] / each["bare"] for each in rounds)
    return [
        Result("home_page", rate, "requests/s", ratio, f"a bare Quart route with the same {size:,} bytes, in turns"),
        Result("home_page_bare", bare, "requests/s", 1.0, "itself"),
        *_profile({name: median(1e6 / each[name] for each in rounds) for name in STEPS}),
    ]


def _profile(microseconds: dict[str, float]) -> list[Result]:
    """Where the time of one home page goes, step by step; a ratio is the step's share of it."""
    found, before = [], 0.0
    for step, words in STEPS.items():
        own, before = microseconds[step] - before, microseconds[step]
        found.append(
            Result(f"home_page_step_{step}", own, "us/request", own / microseconds["home"], f"home_page: {words}")
        )
    return found
