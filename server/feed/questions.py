"""What became of a post: its delivery, for its author; why it is not in one's feed, for who may see it."""

import re

from quart import Blueprint, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.feed import receipts
from server.i18n import gettext as _
from server.posts import queries as posts
from server.posts.doors import own_post
from server.posts.models import Post
from server.stores.documents import object_id
from server.web import pages, templates
from server.web.forms import Form

ADDRESS_MOST = 300
# The last part of a post's address, or its id alone.
POST = re.compile(r"(?:.*/p/)?([0-9a-f]{24})(?:[/?#].*)?", re.DOTALL)

blueprint = Blueprint("questions", __name__)


@blueprint.get("/p/<post_id>/delivery")
async def delivery(post_id: str) -> pages.Answer:
    """In how many feeds one's own post is, after how long, and what is still to come."""
    post = await own_post(post_id)
    context: pages.Context = {"post": post, "receipt": await receipts.receipt(post)}
    if pages.targets("delivery"):
        return pages.html(templates.render("feed/_delivery.html", **context))
    return await pages.page("feed/delivery.html", **context)


@blueprint.get("/feed/why")
async def why() -> pages.Answer:
    """Why is this not in my feed? Asked with the address of a post."""
    form = Form(request.args.to_dict())
    typed = form.line("post", most=ADDRESS_MOST, label=_("The address")) if "post" in form.values else None
    if typed is None:
        return await pages.page("feed/why.html", form=form, post=None)
    me = await doors.me()
    post = await _named(typed)
    if post is None:
        words = _("There is no such post, or it is not for you to see. Copy the address of its page.")
        form.refuse("post", words)
    if post is None or not form.ok:
        return await pages.page("feed/why.html", 422, form=form, post=None)
    author = await accounts.by_id(post.author)
    reason = await receipts.why(me.id, post)
    return await pages.page("feed/why.html", form=form, post=post, author=author, reason=reason)


async def _named(typed: str) -> Post | None:
    """The post whose address or id somebody typed, if she may see it."""
    found = POST.fullmatch(typed)
    post_id = object_id(found[1]) if found else None
    return await posts.visible_post(await doors.me(), post_id) if post_id else None
