"""Finding people and posts."""

from quart import Blueprint, request

from server.accounts import doors
from server.accounts import queries as accounts
from server.posts import newest
from server.posts import queries as posts
from server.posts.models import Post
from server.relationships.queries import followed_among
from server.stores.documents import Broken
from server.web import pages
from server.web.access import public

GRID = 24
WORDS_MOST = 60

blueprint = Blueprint("explore", __name__)


@blueprint.get("/search")
@public
async def search() -> pages.Answer:
    """People by name; without words, what is new."""
    words = request.args.get("q", "").strip()[:WORDS_MOST]
    people = await accounts.search(words) if words else []
    tiles = "" if words else await newest.tiles()
    followed = await followed_among(await doors.viewer(), [person.id for person in people])
    return await pages.page("explore/search.html", words=words, people=people, followed=followed, tiles=tiles)


@blueprint.get("/tags/<tag>")
@public
async def tagged(tag: str) -> pages.Answer:
    """The posts with a hashtag."""
    name = tag.casefold()[:50]
    before = await posts.cursor(request.args.get("before"))
    found = await posts.published({"tags": name}, before=before, limit=GRID)
    return await pages.page("explore/tag.html", tag=name, posts=found, older=_older(found))


def _older(found: list[Post | Broken]) -> object | None:
    return found[-1].id if len(found) == GRID else None
