"""What a post says is changed after it was posted."""

from bson import ObjectId
from msgspec.structs import replace

from server.background.promises import keep, promise
from server.notifications import actions as notifications
from server.posts import announcing, publishing
from server.posts.models import DELETED, Post
from server.stores.documents import load
from server.stores.mongo import Session, collection, transaction
from server.web import text


async def change(post: Post, caption: str) -> None:
    """Have a post say `caption` from now on, with its tags, and tell those whom it names now and did not before."""

    async def write(session: Session) -> tuple[ObjectId, list[ObjectId]] | None:
        query = {"_id": post.id, "state": {"$ne": DELETED}, "caption": {"$ne": caption}}
        step = {"$set": {"caption": caption, "tags": text.tags(caption)}, "$inc": {"version": 1}}
        document = await collection("posts").find_one_and_update(query, step, session=session)
        if document is None:
            return None
        before = load(Post, document)
        told = await _tell(before, caption, session) if before.is_published else []
        return await promise(session, "post_reworded", post.id, *told), told

    if done := await transaction(write):
        promised, told = done
        await keep(promised, post_reworded(post.id, *told))


async def post_reworded(post_id: ObjectId, *told: ObjectId) -> None:
    """Show the words wherever the post is, and ring the bells of those `told`. May run twice, and late."""
    await publishing.settle_post(post_id)
    await announcing.post_changed(post_id, *told)


async def _tell(before: Post, caption: str, session: Session) -> list[ObjectId]:
    """Who is named no more is untold; the others read the new words. Whose bells to ring."""
    known = await announcing.mentions(before)
    notes = await announcing.mentions(replace(before, caption=caption))
    named = {note.id for note in notes}
    untold = await notifications.take_back([note for note in known if note.id not in named], session)
    told = await notifications.tell(notes, session)
    await notifications.reword(notes, session)
    return sorted({*untold, *told})
