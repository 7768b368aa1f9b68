"""The thread under a post."""

from bson import ObjectId
from quart import Blueprint, abort, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.comments import actions, queries
from server.comments.models import Comment
from server.i18n import gettext as _
from server.posts.doors import published_post
from server.posts.models import Post
from server.realtime import publish
from server.settings import current
from server.stores.documents import object_id
from server.web import limits, pages, templates
from server.web.access import public
from server.web.forms import Form

PAGE = 50
LETTERS_MOST = 1000

blueprint = Blueprint("comments", __name__)


@blueprint.get("/p/<post_id>/comments")
@public
async def index(post_id: str) -> pages.Answer:
    """The thread: as a page of its own, or as the part of a page that asks for it."""
    post = await published_post(post_id)
    context = await thread(post, before=object_id(request.args.get("before", "")))
    if pages.targets("comments"):
        return pages.html(templates.render("comments/_thread.html", **context))
    return await pages.page("comments/index.html", form=Form(), **context)


@blueprint.post("/p/<post_id>/comments")
async def add(post_id: str) -> pages.Answer:
    """Say something."""
    me, post = await doors.me(), await published_post(post_id)
    await limits.spend("comment", current().write_limit, str(me.id))
    form = await Form.sent()
    text = form.text("text", most=LETTERS_MOST, label=_("A comment"), required=True)
    if not form.ok:
        return await _form(me, post, form, 422)
    try:
        comment = await actions.add(me, post, text=text, key=form.key[:64])
    except actions.Gone:
        abort(404)
    if not pages.targets(f"comment-form-{post.id}"):
        return pages.back(f"/p/{post.id}", fragment=f"comment-{comment.id}")
    added = templates.render("comments/_added.html", comment=comment, author=me)
    form_again = templates.render("comments/_form.html", post=post, form=Form(), author=me)
    return pages.html(form_again + added)


@blueprint.get("/p/<post_id>/comments/<comment_id>")
@public
async def show(post_id: str, comment_id: str) -> pages.Answer:
    """One comment; who may take it back does it here."""
    viewer, post = await doors.viewer(), await published_post(post_id)
    comment = await _comment(post, comment_id)
    author = await accounts.by_id(comment.author)
    if author is None:
        abort(404)
    may_remove = viewer is not None and viewer.id in (comment.author, post.author)
    context: pages.Context = {"post": post, "comment": comment, "author": author, "may_remove": may_remove}
    return await pages.page("comments/show.html", **context)


@blueprint.delete("/p/<post_id>/comments/<comment_id>")
async def remove(post_id: str, comment_id: str) -> pages.Answer:
    """Take back one's own comment, or any under one's own post."""
    me, post = await doors.me(), await published_post(post_id)
    comment = await _comment(post, comment_id)
    if me.id not in (comment.author, post.author):
        abort(404)
    await actions.remove(post, comment)
    return pages.see_other(f"/p/{post.id}#comments")


async def thread(post: Post, before: ObjectId | None = None) -> pages.Context:
    """What the thread of a post needs to be rendered; `seen` is taken before the comments are read."""
    seen = publish.seen_now()
    comments = await queries.thread(post.id, before=before, limit=PAGE)
    readable = [comment for comment in comments if isinstance(comment, Comment)]
    return {
        "post": post,
        "comments": comments,
        "authors": await accounts.by_ids(comment.author for comment in readable),
        "earlier": readable[0].id if len(comments) == PAGE and readable else None,
        "thread_seen": seen,
        "is_latest": before is None,
    }


async def _comment(post: Post, comment_id: str) -> Comment:
    return await queries.one(post.id, object_id(comment_id) or ObjectId()) or abort(404)


async def _form(me: Viewer, post: Post, form: Form, status: int) -> pages.Answer:
    if pages.targets(f"comment-form-{post.id}"):
        return pages.html(templates.render("comments/_form.html", post=post, form=form, author=me), status)
    return await pages.page("comments/index.html", status, form=form, **await thread(post))
