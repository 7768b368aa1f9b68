"""Stamps that say whether something rendered earlier is still true.

A stamp is a random text in Redis under a name such as `post:<id>`. Whoever changes the thing replaces its stamp
*after* MongoDB has the change; whoever keeps a rendering keeps the stamp that was read *before* MongoDB was. Random
texts, not counters: after Redis was wiped, an old rendering can never match a new stamp.

Other keys may be asked for in the same breath: what they hold, or None.
"""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

import structlog

from server.stores.redis import RedisError, redis

KEEP_SECONDS = 7 * 24 * 3600
PATIENCE_TURNS = 8
STAMP = "stamp:"

log = structlog.get_logger(__name__)


class Turn:
    """All who ask while the last question is on its way share the next one: asking Redis costs more than a page.

    It is sent after everybody in it asked, so nobody gets a stamp that is older than her asking.
    """

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.answer = asyncio.create_task(self._ask())

    async def _ask(self) -> dict[str, bytes | None] | None:
        async with _asking:
            # An idle loop turns in no time; a busy one meets more who ask.
            for _ in range(PATIENCE_TURNS):
                await asyncio.sleep(0)
            _turn.clear()
            return await _read(list(self.keys))


_turn: list[Turn] = []
_asking = asyncio.Lock()


def key(name: str) -> str:
    """Where the stamp of `name` is in Redis. Whoever asks often keeps the keys: making them costs more than asking."""
    return f"{STAMP}{name}"


async def ask(keys: Sequence[str]) -> list[bytes | None] | None:
    """What is under `keys`, in order; stamps are made where they are missing, other keys are None there.

    None when Redis is away: then nothing kept may be used.
    """
    if not _turn:
        _turn.append(Turn())
    turn = _turn[0]
    turn.keys.update(keys)
    # One page that is given up must not take the answer from the others.
    found = await asyncio.shield(turn.answer)
    return [found[each] for each in keys] if found is not None else None


async def touch(*names: str) -> None:
    """Say that the things called `names` have changed: everything rendered from them is rendered anew."""
    try:
        pipe = redis().pipeline(transaction=False)
        for name in names:
            pipe.set(key(name), secrets.token_bytes(8), ex=KEEP_SECONDS)
        await pipe.execute()
    except RedisError as error:
        # Readers that cannot reach Redis either use nothing kept; others keep what they have for KEEP_SECONDS of
        # posts/cards.py and feed/home.py at most.
        log.warning("stamp_not_replaced", names=names, reason=str(error))


async def _make(keys: list[str]) -> None:
    pipe = redis().pipeline(transaction=False)
    for each in keys:
        pipe.set(each, secrets.token_bytes(8), nx=True, ex=KEEP_SECONDS)
    await pipe.execute()


async def _read(keys: list[str]) -> dict[str, bytes | None] | None:
    try:
        found: list[Any] = await redis().mget(keys)
        if missing := _unstamped(keys, found):
            await _make(missing)
            found = await redis().mget(keys)
    except RedisError:
        return None
    return None if _unstamped(keys, found) else dict(zip(keys, found, strict=True))


def _unstamped(keys: list[str], found: list[Any]) -> list[str]:
    return [each for each, value in zip(keys, found, strict=True) if value is None and each.startswith(STAMP)]
