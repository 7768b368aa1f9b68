"""Binds a function to the name under which it is queued."""

from collections.abc import Callable, Coroutine
from typing import Any

import dramatiq
from bson import ObjectId

from server import background
from server.background import promises

Job = Callable[[ObjectId], Coroutine[Any, Any, Any]]


def job(function: Job, queue: str = background.QUEUE) -> Job:
    """Have workers run `function(id)` for each background.enqueue(<its name>, id, queue=queue)."""

    async def run(identifier: str) -> None:
        await function(ObjectId(identifier))

    bind = dramatiq.actor(actor_name=function.__name__, queue_name=queue, broker=background.broker())
    bind(run)
    return function


def video_job(function: Job) -> Job:
    """The same, for work that takes minutes and must keep nothing else waiting."""
    return job(function, background.VIDEOS)


def promised(work: promises.Work) -> promises.Work:
    """Have workers do `work(*ids)` for each promise of its name that was not kept by whoever made it."""

    async def redo(promise_id: ObjectId) -> None:
        await promises.redo(promise_id, work)

    redo.__name__ = work.__name__
    job(redo)
    return work
