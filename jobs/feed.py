"""Jobs on feeds."""

from bson import ObjectId

from jobs.actor import job
from server.feed import timelines


@job
async def deliver_post(post_id: ObjectId) -> None:
    """Bring a post into its followers' feeds."""
    await timelines.deliver(post_id)
