"""Jobs on posts."""

from bson import ObjectId

from jobs.actor import job
from server.posts import publishing


@job
async def photo_settled(media_id: ObjectId) -> None:
    """Publish the post of an upload that is ready, or say that it failed."""
    await publishing.photo_settled(media_id)
