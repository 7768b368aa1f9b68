"""A person's picture: an upload like any other, shown when it is ready."""

from bson import ObjectId

from server.accounts import actions as accounts
from server.accounts import queries as people
from server.accounts.models import Avatar, Viewer
from server.background import enqueue
from server.media import actions as media
from server.media import queries as uploads
from server.media.models import READY, Media
from server.profiles import broadcasts
from server.relationships.queries import AUTHOR, PUBLIC
from server.stores.mongo import collection


async def change_picture(viewer: Viewer, upload: Media) -> None:
    """Have a received upload become the viewer's picture."""
    await media.insert(upload)
    await media.process_later(upload)


async def avatar_settled(media_id: ObjectId) -> None:
    """Show a picture that is ready, and give up the one before. May run twice, and late: the newest upload wins."""
    upload = await uploads.by_id(media_id)
    account = await people.by_id(upload.owner) if upload else None
    if upload is None or account is None:
        return
    shown = account.avatar.media if account.avatar else None
    if upload.state == READY and (shown is None or shown < upload.id):
        await media.open_to([upload.id], PUBLIC)
        files = {rendition.name: rendition.sha256 for rendition in upload.renditions}
        await accounts.set_avatar(account.id, Avatar(media=upload.id, files=files))
        await _give_up(shown)
    elif upload.state == READY and shown != upload.id:
        await _give_up(upload.id)
    await broadcasts.picture_changed(account.id)


async def _give_up(media_id: ObjectId | None) -> None:
    """Forget the picture that is not the newest."""
    if media_id is not None:
        await media.give_up([media_id])
        await enqueue("purge_media", media_id)


async def latest_picture(account: ObjectId) -> Media | None:
    """The upload that is, or is to become, the person's picture."""
    query = {"owner": account, "plan": "avatar", "state": {"$ne": "deleted"}}
    documents = await collection("media").find(query, {"_id": 1}).sort("_id", -1).limit(1).to_list(None)
    return await uploads.by_id(documents[0]["_id"]) if documents else None


async def sweep() -> int:
    """Settle pictures that ended without word; how many there were."""
    query = {"plan": "avatar", "state": READY, "audience": AUTHOR}
    found = await collection("media").distinct("_id", query)
    for media_id in found:
        await avatar_settled(media_id)
    return len(found)
