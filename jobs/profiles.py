"""Jobs on profiles."""

from bson import ObjectId

from jobs.actor import job, promised
from server.profiles import actions


@job
async def avatar_settled(media_id: ObjectId) -> None:
    """Show a person's new picture."""
    await actions.avatar_settled(media_id)


picture_changed = promised(actions.picture_changed)
provider_picture = promised(actions.provider_picture)
