"""What an author does with a post."""

from quart import Blueprint, abort

from server.accounts import doors
from server.i18n import gettext as _
from server.media import queries as uploads
from server.posts import actions, audiences, forms, items, plans, publishing, rewording, views
from server.posts.doors import own_post
from server.posts.models import Post
from server.relationships.queries import AUDIENCES
from server.settings import current
from server.web import pages
from server.web.forms import Form

blueprint = Blueprint("posts", __name__)


@blueprint.post("/p/<post_id>/attempts")
async def retry(post_id: str) -> pages.Answer:
    """Try again what failed."""
    post = await own_post(post_id)
    await publishing.retry(post)
    return pages.see_other(f"/p/{post.id}")


@blueprint.get("/p/<post_id>/edit")
async def edit(post_id: str) -> pages.Answer:
    """One's own post: its words, who may see it, and its photos and videos: their order, descriptions and crops."""
    post = await own_post(post_id)
    return await _page(post, Form({"caption": post.caption, "audience": post.audience, "at": forms.at(post)}))


@blueprint.post("/p/<post_id>/edit")
async def save(post_id: str) -> pages.Answer:
    """Show it like this, to these people, from now on, or from the moment that was chosen."""
    post, form = await own_post(post_id), await Form.sent()
    told = await forms.told(form)
    caption = forms.caption(form) if "caption" in form.values else post.caption
    audience = forms.audience(form) if "audience" in form.values else post.audience
    publish_at = post.publish_at
    if not post.is_published and "at" in form.values and form.value("at") != forms.at(post):
        publish_at = forms.publish_at(form)
    if not form.ok:
        return await _page(post, form, 422)
    # Those who may see it only now, or no more, see nothing that is not for them in between.
    await audiences.change(post, max(post.audience, audience, key=AUDIENCES.index))
    await rewording.change(post, caption)
    await items.rearrange(post, told)
    await audiences.change(post, audience)
    await plans.plan(post, publish_at)
    return pages.see_other(f"/p/{post.id}" + ("/edit" if form.value("move") else ""))


@blueprint.post("/p/<post_id>/publication")
async def publish(post_id: str) -> pages.Answer:
    """Publish now what was planned for later."""
    post = await own_post(post_id)
    await plans.plan(post, None)
    return pages.see_other(f"/p/{post.id}")


@blueprint.delete("/p/<post_id>/publication")
async def cancel(post_id: str) -> pages.Answer:
    """Have what was planned be a draft again."""
    post = await own_post(post_id)
    try:
        is_draft = await plans.cancel(post)
    except plans.DraftInTheWay:
        abort(409, _("You have a draft already. Post or discard it first; this post stays planned until then."))
    return pages.see_other("/posts/new" if is_draft else f"/p/{post.id}")


@blueprint.delete("/p/<post_id>")
async def delete(post_id: str) -> pages.Answer:
    """Delete one's own post."""
    me, post = await doors.me(), await own_post(post_id)
    await actions.delete(post)
    return pages.see_other(f"/@{me.username}")


async def _page(post: Post, form: Form, status: int = 200) -> pages.Answer:
    found = views.as_told(await uploads.by_ids(post.media), await forms.told(form) if status == 422 else [])
    context: pages.Context = {"items": views.item_list(found, form), "form": form, "settings": current()}
    return await pages.page("posts/edit.html", status, post=post, **context)
