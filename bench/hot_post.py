"""Likes on one post: counted in bulk, as Tintype does, against a transaction for each of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from bson import ObjectId
from pymongo.errors import ExecutionTimeout

from bench import people
from bench.results import Result
from server.accounts.models import Account, Viewer
from server.app import INDEXES, stores
from server.likes import actions
from server.likes.models import Like, made_id
from server.posts import actions as posts
from server.posts.models import Post
from server.settings import current
from server.stores import indexes
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction

LIKES = 4_000
AT_ONCE = 64
# The other way is slow, and with more at once its requests run into their time limit.
LIKES_ONE_BY_ONE = 400

Press = Callable[[Viewer, Post], Awaitable[object]]


def measure(folder: Path) -> list[Result]:
    """Likes a second on one post by many people at once, and how long one of them waits."""
    return asyncio.run(_measure())


async def _measure() -> list[Result]:
    async with stores(current()):
        await indexes.create(INDEXES)
        author = await people.an_author("hot_author")
        slow, _ = await _run(author, _one_by_one, LIKES_ONE_BY_ONE)
        fast, waits = await _run(author, actions.like, LIKES)
    against = "a transaction for each like"
    return [
        Result("hot_post", fast, "likes/s", fast / slow, against),
        Result("hot_post_wait_p95", waits[int(len(waits) * 0.95)] * 1000, "ms"),
    ]


async def _run(author: Account, press: Press, likes: int) -> tuple[float, list[float]]:
    """Likes a second, and what each took in seconds, the shortest first."""
    post, queue, waits = people.a_post(author), iter(range(likes)), list[float]()
    post = Post(**{name: getattr(post, name) for name in post.__struct_fields__} | {"likes": 0})
    await collection("posts").insert_one(dump(post))

    async def one_after_another() -> None:
        for _ in queue:
            began = time.perf_counter()
            await press(Viewer(id=ObjectId(), username="fan", name="Fan", avatar=None, session=""), post)
            waits.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    seconds = time.perf_counter() - began
    counted = await collection("posts").find_one({"_id": post.id}, {"likes": 1})
    if counted is None or counted["likes"] != likes:
        raise RuntimeError(f"{likes} likes were counted as {counted}")
    return likes / seconds, sorted(waits)


async def _one_by_one(viewer: Viewer, post: Post) -> None:
    """The row and the counter in a transaction of their own, as long as it takes."""
    mine = Like(id=made_id(post.id, viewer.id), post=post.id, account=viewer.id, created_at=now())

    async def write(session: Session) -> Post | None:
        after = await posts.count(post.id, session, likes=1)
        await collection("likes").insert_one(dump(mine), session=session)
        return after

    after = None
    while after is None:
        # Who is told that it took too long presses again.
        with suppress(ExecutionTimeout):
            after = await transaction(write)
    await posts.announce_counts(after)
