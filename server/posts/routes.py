"""The composer, and what an author does with a post."""

from quart import Blueprint, request

from server.accounts import doors
from server.media import actions as media
from server.media.sandbox import ChildFailed, Refused
from server.media.uploads import on_disk
from server.posts import actions, publishing
from server.posts.doors import own_post
from server.posts.models import Post
from server.settings import current
from server.web import limits, pages
from server.web.forms import Form

CAPTION_MOST = 2200
ALT_MOST = 1000

blueprint = Blueprint("posts", __name__)


@blueprint.get("/posts/new")
async def composer() -> pages.Answer:
    """The form to post a photo."""
    return await pages.page("posts/new.html", form=Form(), settings=current())


@blueprint.post("/posts")
async def create() -> pages.Answer:
    """Post a photo."""
    form, status = await Form.sent(), 422
    try:
        post = await _create(form)
    except Refused as refused:
        form.refuse("media", refused.sentence)
        status = 413 if refused.code == "too_many_bytes" else 422
        post = None
    if post is None:
        return await pages.page("posts/new.html", status, form=form, settings=current())
    return pages.see_other(f"/p/{post.id}")


@blueprint.post("/p/<post_id>/attempts")
async def retry(post_id: str) -> pages.Answer:
    """Try again what failed."""
    post = await own_post(post_id)
    await publishing.retry(post)
    return pages.see_other(f"/p/{post.id}")


@blueprint.delete("/p/<post_id>")
async def delete(post_id: str) -> pages.Answer:
    """Delete one's own post."""
    me, post = await doors.me(), await own_post(post_id)
    await actions.delete(post)
    return pages.see_other(f"/@{me.username}")


async def _create(form: Form) -> Post | None:
    me = await doors.me()
    await limits.spend("upload", current().upload_limit, str(me.id))
    caption = form.text("caption", most=CAPTION_MOST, label="A caption")
    alt = form.line("alt", most=ALT_MOST, label="A description")
    chosen = [file for file in (await request.files).getlist("media") if file.filename]
    if not chosen:
        form.refuse("media", "Choose a photo first.")
    if len(chosen) > 1:
        form.refuse("media", "One photo a post, please: choose just one.")
    if not form.ok:
        return None
    try:
        with on_disk(chosen[0].stream) as path:
            upload = await media.receive(me.id, path, "photo")
    except ChildFailed as failure:
        raise Refused("failed", "We could not look into this photo just now. Please try again.") from failure
    return await actions.create(me, upload, caption=caption, alt=alt, key=form.key[:64])
