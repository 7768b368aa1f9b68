"""The way from an address to a post: the post that the viewer may see, or 404."""

from bson import ObjectId
from quart import abort

from server.accounts import doors
from server.posts.models import Post
from server.posts.queries import own_post as find_own
from server.posts.queries import visible_post as find_visible
from server.stores.documents import object_id


async def visible_post(post_id: str) -> Post:
    """The post, which may be the viewer's own that is still on its way. Raises NotFound."""
    post = await find_visible(await doors.viewer(), object_id(post_id) or ObjectId())
    return post or abort(404)


async def published_post(post_id: str) -> Post:
    """The post, published. Raises NotFound."""
    post = await visible_post(post_id)
    return post if post.is_published else abort(404)


async def own_post(post_id: str) -> Post:
    """The post, the viewer's own. Raises NotFound."""
    post = await find_own(await doors.me(), object_id(post_id) or ObjectId())
    return post or abort(404)
