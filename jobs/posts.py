"""Jobs on posts."""

from bson import ObjectId

from jobs.actor import job, promised
from server.posts import actions, announcing, audiences, plans, publishing, rewording


@job
async def photo_settled(media_id: ObjectId) -> None:
    """Publish the post of an upload that is ready, or say that it failed."""
    await publishing.photo_settled(media_id)


settle_post = promised(publishing.settle_post)
post_replanned = promised(plans.post_replanned)
post_changed = promised(announcing.post_changed)
post_reworded = promised(rewording.post_reworded)
post_deleted = promised(actions.post_deleted)
audience_narrowed = promised(audiences.audience_narrowed)
audience_widened = promised(audiences.audience_widened)
