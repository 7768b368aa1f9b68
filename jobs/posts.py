"""Jobs on posts."""

from bson import ObjectId

from jobs.actor import job, promised
from server.posts import actions, audiences, publishing


@job
async def photo_settled(media_id: ObjectId) -> None:
    """Publish the post of an upload that is ready, or say that it failed."""
    await publishing.photo_settled(media_id)


settle_post = promised(publishing.settle_post)
post_replanned = promised(publishing.post_replanned)
post_changed = promised(publishing.post_changed)
post_deleted = promised(actions.post_deleted)
audience_narrowed = promised(audiences.audience_narrowed)
audience_widened = promised(audiences.audience_widened)
