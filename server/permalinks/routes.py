"""The page of one post: made of the post, its author, its likes and its thread."""

from markupsafe import Markup
from quart import Blueprint

from server.accounts import doors
from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.comments import routes as comments
from server.likes.queries import liked_among
from server.media import broadcasts
from server.media import queries as media
from server.media.delivery import signing
from server.media.models import READY, Media
from server.posts import cards
from server.posts.doors import visible_post
from server.posts.models import Post
from server.posts.queries import Ref
from server.web import pages
from server.web.access import public
from server.web.forms import Form

blueprint = Blueprint("permalinks", __name__)


@blueprint.get("/p/<post_id>")
@public
async def show(post_id: str) -> pages.Answer:
    """The post and its thread; for its author also how far it is, and its original."""
    viewer, post = await doors.viewer(), await visible_post(post_id)
    author = await accounts.by_id(post.author)
    is_own = viewer is not None and viewer.id == post.author
    uploads = await media.by_ids(post.media) if is_own else []
    context: pages.Context = {
        "author": author,
        "is_own": is_own,
        "originals": [_original(upload) for upload in uploads],
        "form": Form(),
    }
    if not post.is_published:
        return await pages.page("posts/unpublished.html", post=post, uploads=_shown(uploads), **context)
    amiss = [upload for upload in uploads if upload.state != READY or upload.sentence]
    context |= {"uploads": uploads, "amiss": _shown(amiss)}
    card = await _card(post, viewer)
    return await pages.page("posts/show.html", card=card, **context, **await comments.thread(post))


async def _card(post: Post, viewer: Viewer | None) -> Markup:
    refs = [Ref(post.id, post.author, post.feed_id or post.id)]
    return await cards.html(refs, await liked_among(viewer, [post.id]), viewer=viewer.id if viewer else None)


def _shown(uploads: list[Media]) -> Markup:
    return Markup("").join(broadcasts.html(upload) for upload in uploads)


def _original(upload: Media) -> str:
    return signing.signed(upload.original.sha256, "original", upload.owner)
