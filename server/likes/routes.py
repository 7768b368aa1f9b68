"""The heart, and who gave it."""

from quart import Blueprint, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.i18n import gettext as _
from server.likes import actions, queries
from server.posts import broadcasts
from server.posts.doors import published_post
from server.relationships.queries import followed_among
from server.settings import current
from server.web import limits, moments, pages, templates
from server.web.access import public

PAGE = 40

blueprint = Blueprint("likes", __name__)


@blueprint.post("/p/<post_id>/like")
async def like(post_id: str) -> pages.Answer:
    """Like a post."""
    return await _set(post_id, is_liked=True)


@blueprint.delete("/p/<post_id>/like")
async def unlike(post_id: str) -> pages.Answer:
    """Like it no more."""
    return await _set(post_id, is_liked=False)


@blueprint.get("/p/<post_id>/likes")
@public
async def index(post_id: str) -> pages.Answer:
    """Who likes a post."""
    post = await published_post(post_id)
    likes = await queries.latest(post.id, before=moments.parse(request.args.get("before")), limit=PAGE)
    people = await accounts.by_ids(like.account for like in likes)
    return await pages.page(
        "accounts/people.html",
        title=_("Likes"),
        back=f"/p/{post.id}",
        people=[people[like.account] for like in likes if like.account in people],
        followed=await followed_among(await doors.viewer(), people),
        older=moments.text(moments.Place(likes[-1].created_at, likes[-1].id)) if len(likes) == PAGE else None,
    )


async def _set(post_id: str, *, is_liked: bool) -> pages.Answer:
    me = await doors.me()
    await limits.spend("like", current().write_limit, str(me.id))
    post = await (actions.like if is_liked else actions.unlike)(me, await published_post(post_id))
    if not pages.is_htmx():
        return pages.back(f"/p/{post.id}", fragment=f"post-{post.id}")
    button = templates.render("posts/_like.html", post_id=post.id, is_liked=is_liked)
    return pages.html(button + broadcasts.counts(post))
