"""Jobs on feeds."""

from bson import ObjectId

from jobs.actor import job
from server.feed import delivery


@job
async def deliver_post(post_id: ObjectId) -> None:
    """Bring a post into its followers' feeds, or out of them."""
    await delivery.deliver(post_id)
