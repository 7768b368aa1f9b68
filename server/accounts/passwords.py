"""argon2id in threads of its own: the event loop never waits, and a storm of sign-ins cannot take all memory.

Parameters as the OWASP Password Storage Cheat Sheet gives them: 19 MiB, 2 passes, 1 lane.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from werkzeug.exceptions import TooManyRequests

from server.accounts import strength
from server.i18n import count
from server.i18n import gettext as _
from server.settings import current

LEAST = 8
MOST = 200

# Linux has priorities for threads, too: setpriority(2).
NICE = 19

T = TypeVar("T")

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_waiting: list[object] = []


def refusal(password: str, *about: str) -> str:
    """Why this is no password to choose, in a sentence; empty when it is one.

    `about`: what others know of the person.
    """
    if not LEAST <= len(password) <= MOST:
        return _("Use %(least)s to %(most)s characters.", least=count(LEAST), most=count(MOST))
    found = strength.of(password, *about)
    return "" if found.is_enough else _(found.reason)


async def hashed(password: str) -> str:
    """The hash to store. Raises TooManyRequests when too many others wait."""
    return await in_turn(lambda: _hasher.hash(password))


async def matches(password: str, stored: str | None) -> bool:
    """Whether `password` is the one behind `stored`; with None it takes the same time and says no.

    Raises TooManyRequests when too many others wait.
    """
    return await in_turn(lambda: _verify(password, stored or _nobodys())) and stored is not None


def _verify(password: str, stored: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


async def in_turn(work: Callable[[], T]) -> T:
    """What `work()` returns, which hashes: in a thread of its own, when it is its turn.

    Raises TooManyRequests when too many others wait.
    """
    settings = current()
    if len(_waiting) >= settings.hash_queue + settings.hash_threads:
        words = _("Many people are signing in right now. Please try again in a moment.")
        raise TooManyRequests(words, retry_after=5)
    ticket = object()
    _waiting.append(ticket)
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), work)
    finally:
        _waiting.remove(ticket)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_how_many(), thread_name_prefix="argon2", initializer=_stand_back)


def _how_many() -> int:
    """More than there are cores would only get in each other's way, and in that of the pages."""
    return min(current().hash_threads, len(os.sched_getaffinity(0)))


def _stand_back() -> None:
    """Let pages go first where there are fewer cores than threads: they take a millisecond, a hash takes twenty."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")
