"""Signing in against bare argon2id on the same core, pages meanwhile, and what the session check costs."""

import asyncio
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from bench import load, people, site
from bench.results import Result
from server.accounts import actions, passwords
from server.app import stores
from server.settings import current

# Short turns: whatever else this machine does then hits both sides of a ratio alike.
ROUNDS = 8
SECONDS = 1.25
CHECK_ROUNDS = 5
CHECK_SECONDS = 1
ACCOUNTS = 24
# Enough that each thread always has the next one, and that nobody is told to come again later.
AT_ONCE = 6
PAGE_EVERY = 0.05
P95 = 0.95


@dataclass
class Round:
    """One turn of each: sign-ins and bare hashes a second, and seconds that pages took alone and beside sign-ins.

    `bare` is with HASH_THREADS, `best` with one thread, which on one core is quicker.
    """

    sign_ins: float
    bare: float
    best: float
    alone: list[float]
    beside: list[float]


def measure(folder: Path) -> list[Result]:
    """Sign-ins a second, how long pages take meanwhile, and the session check of one request."""
    with site.serving(folder, "web", "server", "web") as (_, port):
        cookie, stored = asyncio.run(_settle(port))
        rounds = asyncio.run(_rounds(port, cookie, stored))
    return [*_results(rounds), _session_check(folder, cookie)]


async def _settle(port: int) -> tuple[str, str]:
    """The cookie of somebody whose home page is full, and the stored hash of everybody's password."""
    async with stores(current()):
        cookie, _ = await people.settle(port)
        for number in range(ACCOUNTS):
            name = f"signer{number}"
            await actions.sign_up(
                email=f"{name}@example.org", username=name, name="Sina Signer", password=people.PASSWORD
            )
    return cookie, await passwords.hashed(people.PASSWORD)


async def _rounds(port: int, cookie: str, stored: str) -> list[Round]:
    home = _request(port, "GET /", f"Cookie: {cookie}")
    await asyncio.gather(_sign_ins(port), _pages(port, home, SECONDS))  # warm
    return [await _round(port, home, stored) for _ in range(ROUNDS)]


async def _round(port: int, home: bytes, stored: str) -> Round:
    alone = await _pages(port, home, SECONDS)
    bare = await asyncio.to_thread(_bare, stored, current().hash_threads)
    best = await asyncio.to_thread(_bare, stored, 1)
    sign_ins, beside = await asyncio.gather(_sign_ins(port), _pages(port, home, SECONDS))
    return Round(sign_ins, bare, best, alone, beside)


def _bare(stored: str, threads: int) -> float:
    command = [sys.executable, "-m", "bench.bare_hashing", stored, people.PASSWORD, str(threads), str(SECONDS)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


async def _sign_ins(port: int) -> float:
    """How many people a second are let in, while AT_ONCE try all the time."""
    names, until, took = itertools.cycle(range(ACCOUNTS)), time.perf_counter() + SECONDS, list[float]()
    began = time.perf_counter()
    await asyncio.gather(*(_sign_in_again_and_again(port, names, until, took) for _ in range(AT_ONCE)))
    return len(took) / (max(took) - began)


async def _sign_in_again_and_again(port: int, names: Iterator[int], until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        body = urlencode({"login": f"signer{next(names)}", "password": people.PASSWORD})
        form = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
        await _answer(reader, writer, _request(port, "POST /login", *form) + body.encode(), b"303")
        took.append(time.perf_counter())
    writer.close()


async def _pages(port: int, request: bytes, seconds: float) -> list[float]:
    """What each of the pages took that one visitor opened, one every PAGE_EVERY seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took, began = list[float](), time.perf_counter()
    for number in range(int(seconds / PAGE_EVERY)):
        await asyncio.sleep(began + number * PAGE_EVERY - time.perf_counter())
        asked = time.perf_counter()
        await _answer(reader, writer, request, b"200")
        took.append(time.perf_counter() - asked)
    writer.close()
    return took


def _request(port: int, what: str, *headers: str) -> bytes:
    lines = [f"{what} HTTP/1.1", f"Host: localhost:{port}", *headers, "", ""]
    return "\r\n".join(lines).encode()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, status: bytes) -> None:
    """Send a request and read its answer. Raises RuntimeError when it has another status."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
    await reader.readexactly(int(lines[b"content-length"]))
    if head.split(b" ")[1] != status:
        raise RuntimeError(f"{request[:20]!r} was answered with {head[:200]!r}")


def _session_check(folder: Path, cookie: str) -> Result:
    """The same route of our own application with its door and without, in turns (bench/steps.py)."""
    body = folder / "checked.html"
    body.write_bytes(b"x" * 1000)
    with site.serving(folder, "checks", "bench.steps", str(body)) as (_, port):
        rates = [
            [load.requests_per_second(port, path, cookie, CHECK_SECONDS) for path in ("/hooks", "/door")]
            for _ in range(CHECK_ROUNDS)
        ]
    cost = median(1e6 / door - 1e6 / hooks for hooks, door in rates)
    share = median(1 - door / hooks for hooks, door in rates)
    return Result("auth_session_check", cost, "us/request", share, "a request that passes the door")


def _results(rounds: list[Round]) -> list[Result]:
    against = "bare argon2id with the same parameters, HASH_THREADS and core, in turns"
    alone, beside = (_p95([one for each in rounds for one in getattr(each, name)]) for name in ("alone", "beside"))
    return [
        Result(
            "auth_sign_ins",
            median(each.sign_ins for each in rounds),
            "sign-ins/s",
            median(each.sign_ins / each.bare for each in rounds),
            against,
        ),
        Result("auth_bare_argon2id", median(each.bare for each in rounds), "hashes/s", 1.0, "itself"),
        Result(
            "auth_sign_ins_one_thread",
            median(each.sign_ins for each in rounds),
            "sign-ins/s",
            median(each.sign_ins / each.best for each in rounds),
            "the same with one thread, which is the best that one core does",
        ),
        Result("auth_page_p95_alone", alone * 1000, "ms", 1.0, "itself"),
        Result("auth_page_p95", beside * 1000, "ms", beside / alone, "the warm home page while nobody signs in"),
    ]


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * P95)]
