"""A person's picture: an upload like any other, shown when it is ready."""

from io import BytesIO

import structlog
from bson import ObjectId

from server.accounts import actions as accounts
from server.accounts import queries as people
from server.accounts.models import Avatar, Viewer
from server.background import enqueue
from server.background.promises import keep, promise
from server.media import actions as media
from server.media import queries as uploads
from server.media.models import READY, Media
from server.media.sandbox import Refused
from server.media.uploads import on_disk
from server.oauth import pictures
from server.oauth.pictures import NoPicture, Wanted
from server.profiles import broadcasts
from server.relationships.queries import AUTHOR, PUBLIC
from server.stores.mongo import Session, collection, transaction

log = structlog.get_logger(__name__)


async def change_picture(viewer: Viewer, upload: Media) -> None:
    """Have a received upload become the viewer's picture."""
    await media.insert(upload)
    await media.process_later(upload)


async def provider_picture(account_id: ObjectId) -> None:
    """Fetch the picture that a newcomer took from her provider. May run twice: the first to end settles it.

    Raises Problem or ChildFailed when it may work later.
    """
    wanted = await pictures.wanted_by(account_id)
    if wanted is None:
        return
    try:
        upload = await _received(wanted)
    except (NoPicture, Refused) as reason:
        log.warning("provider_picture_refused", account=str(account_id), reason=str(reason))
        upload = None

    async def write(session: Session) -> bool:
        is_first = await pictures.settle(account_id, session)
        if is_first and upload:
            await media.insert(upload, session)
        return is_first

    if await transaction(write) and upload:
        await media.process_later(upload)


async def _received(wanted: Wanted) -> Media | None:
    """The provider's picture; None when she has chosen one herself in the meantime."""
    data = await pictures.fetched(wanted)
    if await latest_picture(wanted.id):
        return None
    with on_disk(BytesIO(data)) as path:
        return await media.receive(wanted.id, path, "avatar")


async def avatar_settled(media_id: ObjectId) -> None:
    """Show a picture that is ready, and give up the one before. May run twice, and late: the newest upload wins."""
    upload = await uploads.by_id(media_id)
    account = await people.by_id(upload.owner) if upload else None
    if upload is None or account is None:
        return
    shown = account.avatar.media if account.avatar else None
    if upload.state == READY and (shown is None or shown < upload.id):
        await _show(upload, shown)
        return
    if upload.state == READY and shown != upload.id:
        await media.give_up([upload.id])
        await enqueue("purge_media", upload.id)
    await broadcasts.picture_changed(account.id)


async def picture_changed(account_id: ObjectId) -> None:
    """Announce a new picture everywhere. May run twice."""
    await accounts.account_changed(account_id)
    await broadcasts.picture_changed(account_id)


async def _show(upload: Media, before: ObjectId | None) -> None:
    files = {rendition.name: rendition.sha256 for rendition in upload.renditions}

    async def write(session: Session) -> ObjectId:
        await media.open_to([upload.id], PUBLIC, session)
        await accounts.set_avatar(upload.owner, Avatar(media=upload.id, files=files), session)
        if before is not None:
            await media.give_up([before], session)
        return await promise(session, "picture_changed", upload.owner)

    await keep(await transaction(write), picture_changed(upload.owner))
    if before is not None:
        await enqueue("purge_media", before)


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
