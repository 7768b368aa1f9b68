"""Jobs on uploads."""

from bson import ObjectId

from jobs.actor import job, video_job
from server.media import actions, processing


@job
async def process_media(media_id: ObjectId) -> None:
    """Make the renditions of a photo."""
    await processing.process(media_id)


@video_job
async def process_video(media_id: ObjectId) -> None:
    """Make the renditions of a video."""
    await processing.process(media_id)


@job
async def purge_media(media_id: ObjectId) -> None:
    """Remove the bytes of a deleted upload."""
    await actions.purge(media_id)
