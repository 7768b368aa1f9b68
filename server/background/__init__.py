"""Hands work to the workers, by name. The queue is only the quick way: what is to be done stands in a document.

A job lost here (Redis wiped, process killed) is found by the sweeper, which asks the documents.
"""

import asyncio
from functools import cache

import dramatiq
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerConnectionError
from dramatiq.middleware import AsyncIO
from prometheus_client import Counter

from server.settings import current
from server.stores import addresses
from server.stores.redis import RedisError

QUEUE = "default"
VIDEOS = "videos"
QUEUES = (QUEUE, VIDEOS)
HEARTBEAT_MS = 15_000
# Per million polls: how often a worker looks for messages that a dead one held.
MAINTENANCE_CHANCE = 50_000

log = structlog.get_logger(__name__)
failures = Counter("tintype_enqueue_failures_total", "Jobs that the queue did not take; the sweeper finds them")


@cache
def broker() -> RedisBroker:
    """This process's connection to the queue. No retries in it: attempts are counted in the documents."""
    made = RedisBroker(  # type: ignore[no-untyped-call]
        url=addresses.addresses(current()).redis_url,
        middleware=[AsyncIO()],
        heartbeat_timeout=HEARTBEAT_MS,
        maintenance_chance=MAINTENANCE_CHANCE,
    )
    for queue in QUEUES:
        made.declare_queue(queue)
    return made


async def enqueue(job: str, *args: object, queue: str = QUEUE) -> bool:
    """Put `job` into one of QUEUES, with plain arguments (ids become text); whether the queue took it.

    Never raises when the queue is away: it is logged.
    """
    message: dramatiq.Message[None] = dramatiq.Message(
        queue_name=queue, actor_name=job, args=tuple(str(arg) for arg in args), kwargs={}, options={}
    )
    try:
        await asyncio.to_thread(broker().enqueue, message)
    except (BrokerConnectionError, RedisError) as error:
        failures.inc()
        log.warning("not_enqueued", job=job, args=message.args, reason=str(error))
        return False
    return True
