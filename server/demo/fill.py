"""Fills an empty site with people and posts, through the same actions and workers as everybody's.

Every step may be cut off and run again: people are found by their names, posts by their keys.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from server.accounts import actions as accounts
from server.accounts import queries as people
from server.accounts.models import Account, Viewer
from server.demo import dates, pictures
from server.demo.authors import authors
from server.demo.people import PEOPLE, Person
from server.demo.pictures import PICTURES, Picture
from server.demo.talk import talk
from server.demo.words import CAPTIONS
from server.media import actions as media
from server.posts import actions as posts
from server.posts import queries as published
from server.posts.items import Told
from server.profiles import actions as profiles
from server.relationships import actions as relationships
from server.stores.documents import now
from server.stores.mongo import collection

PASSWORD = "tintype-demo"  # noqa: S105 printed at the start, for everybody
FOLLOWS_LEAST, FOLLOWS_MOST = 6, 9
LOOK_SECONDS = 0.3
PUBLISH_SECONDS = 240.0

Say = Callable[[str], None]


async def is_wanted() -> bool:
    """Whether the site is empty, or its demo was begun and not finished."""
    note = await collection("demo").find_one({"_id": "demo"})
    if note is None:
        return await collection("accounts").find_one({}, {"_id": 1}) is None
    return not note.get("done", False)


async def is_there() -> bool:
    """Whether the site has its demo."""
    return await collection("demo").find_one({"_id": "demo", "done": True}) is not None


async def fill(executor: Executor, say: Say) -> None:
    """Make the demo. Raises TimeoutError when the worker publishes nothing."""
    await collection("demo").update_one({"_id": "demo"}, {"$set": {"begun": now()}}, upsert=True)
    cast = [await _join(person) for person in PEOPLE]
    await _follow_each_other(cast)
    await _faces(cast, executor)
    await _post(cast, executor, say)
    await _wait_until_published(say)
    await talk(cast)
    await dates.spread(cast)
    await collection("demo").update_one({"_id": "demo"}, {"$set": {"done": True}})


async def _join(person: Person) -> Viewer:
    try:
        account = await accounts.sign_up(
            email=f"{person.username}@demo.example",
            email_verified=True,
            username=person.username,
            name=person.name,
            password=PASSWORD,
        )
        await accounts.edit(account.id, name=person.name, bio=person.bio)
    except accounts.Taken:
        found = await people.by_username(person.username)
        if found is None:
            raise
        account = found
    return _as_viewer(account)


def _as_viewer(account: Account) -> Viewer:
    return Viewer(id=account.id, username=account.username, name=account.name, avatar=account.avatar, session="")


async def _follow_each_other(cast: list[Viewer]) -> None:
    for viewer in cast:
        random = Random(viewer.username)  # noqa: S311 the same demo each time
        others = [other for other in cast if other.id != viewer.id]
        for other in random.sample(others, random.randint(FOLLOWS_LEAST, FOLLOWS_MOST)):
            account = await people.by_id(other.id)
            if account is not None:
                await relationships.follow(viewer, account)


async def _faces(cast: list[Viewer], executor: Executor) -> None:
    for viewer in cast:
        if await profiles.latest_picture(viewer.id) is None:
            async with _drawn(executor, pictures.avatar, viewer.username) as path:
                await profiles.change_picture(viewer, await media.receive(viewer.id, path, "avatar"))


async def _post(cast: list[Viewer], executor: Executor, say: Say) -> None:
    at_once = asyncio.Semaphore(2)
    by_name = {viewer.username: viewer for viewer in cast}
    done = 0

    async def one(picture: Picture) -> None:
        nonlocal done
        author = by_name[authors()[picture.slug]]
        async with at_once:
            if await published.by_key(author.id, picture.slug) is None:
                async with _drawn(executor, pictures.jpeg, picture.slug) as path:
                    upload = await media.receive(author.id, path, "photo")
                await media.insert(upload)
                await media.process_later(upload)
                told = [Told(upload.id, picture.alt)]
                await posts.create(author, told, caption=CAPTIONS[picture.slug], key=picture.slug)
        done += 1
        if done % 10 == 0:
            say(f"Filling the demo: {done} of {len(PICTURES)} photos taken")

    await asyncio.gather(*(one(picture) for picture in PICTURES))


async def _wait_until_published(say: Say) -> None:
    async with asyncio.timeout(PUBLISH_SECONDS):
        while left := await collection("posts").count_documents({"state": "processing"}):
            if left >= 10:
                say(f"Filling the demo: {left} photos are being developed")
            await asyncio.sleep(max(LOOK_SECONDS, left / 10))


@asynccontextmanager
async def _drawn(executor: Executor, draw: Callable[[str], bytes], name: str) -> AsyncIterator[Path]:
    """The picture that `draw(name)` makes in another process, as a file."""
    made = await asyncio.get_running_loop().run_in_executor(executor, draw, name)
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(made)
        file.flush()
        yield Path(file.name)
