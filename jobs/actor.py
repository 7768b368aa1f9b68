"""Binds a function to the name under which it is queued."""

from collections.abc import Callable, Coroutine
from typing import Any

import dramatiq
from bson import ObjectId

from server import background

Job = Callable[[ObjectId], Coroutine[Any, Any, Any]]


def job(function: Job) -> Job:
    """Have workers run `function(id)` for each background.enqueue(<its name>, id)."""

    async def run(identifier: str) -> None:
        await function(ObjectId(identifier))

    bind = dramatiq.actor(actor_name=function.__name__, queue_name=background.QUEUE, broker=background.broker())
    bind(run)
    return function
