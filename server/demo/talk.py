"""What the demo's people like and say."""

from random import Random

from server.accounts.models import Viewer
from server.comments import actions as comments
from server.demo.authors import authors
from server.demo.pictures import PICTURES
from server.demo.words import COMMENTS
from server.likes import actions as likes
from server.posts.models import Post
from server.posts.queries import by_key

LIKES_LEAST, LIKES_MOST = 1, 9
COMMENTS_MOST = 4


async def talk(cast: list[Viewer]) -> None:
    """Like and comment on every photo of the demo; the same each time, and twice is once."""
    by_name = {viewer.username: viewer for viewer in cast}
    for picture in PICTURES:
        author = by_name[authors()[picture.slug]]
        post = await by_key(author.id, picture.slug)
        if post is not None:
            await _talk_about(post, picture.motif, [person for person in cast if person.id != author.id])


async def _talk_about(post: Post, motif: str, others: list[Viewer]) -> None:
    random = Random(post.key)  # noqa: S311 the same demo each time
    for person in random.sample(others, random.randint(LIKES_LEAST, LIKES_MOST)):
        await likes.like(person, post)
    count = random.randint(0, COMMENTS_MOST)
    texts = random.sample(COMMENTS[motif], min(count, len(COMMENTS[motif])))
    for person, text in zip(random.sample(others, len(texts)), texts, strict=True):
        await comments.add(person, post, text=text, key=f"{post.key}:{person.username}")
