"""A delivery that the queue has lost is found; one that just waits its turn is not queued over and over."""

from datetime import timedelta
from typing import Any

from server.posts import queries
from server.stores.documents import now, object_id
from server.stores.mongo import collection
from tests import documents
from tests.cast import Cast
from tests.site import eventually


def _delivery(queued_ago: timedelta) -> dict[str, Any]:
    moment = now()
    return {"state": "pending", "after": None, "attempts": 0, "next_try_at": moment, "error": ""} | {
        "queued_at": moment - queued_ago
    }


async def test_a_delivery_that_the_queue_has_lost_is_made(people: Cast) -> None:
    post = await documents.published(people.alice, delivery=_delivery(timedelta(hours=1)))

    async def delivered() -> bool:
        found = await collection("posts").find_one({"_id": object_id(post)})
        return found is not None and found["delivery"]["state"] == "delivered"

    await eventually(delivered)


async def test_a_delivery_that_waits_its_turn_is_not_queued_again(people: Cast) -> None:
    # Queued an hour from now, as it were: it stays that way however slow this machine is.
    post = await documents.published(people.alice, delivery=_delivery(timedelta(hours=-1)))
    assert object_id(post) not in [lost.id for lost in await queries.lost_deliveries()]
    found = await collection("posts").find_one({"_id": object_id(post)})
    assert found
    assert found["delivery"]["state"] == "pending"
