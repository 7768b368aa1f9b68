"""Accounts, who follows whom, and posts: shaped as in PERF.md P4, and written as raw documents: there are millions.

A hundred thousand people follow 94 others each on average; the best known has 28,600 followers, 64 have more than
10,000 and about 1,100 more than 1,000.
"""

import itertools
import secrets
import struct
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import bson
import numpy as np
from bson import ObjectId
from bson.raw_bson import RawBSONDocument
from numpy.typing import NDArray
from pymongo import MongoClient

from server.accounts.models import Account
from server.media.models import Item, Rendition
from server.posts.models import PUBLISHED, Post
from server.relationships.queries import PUBLIC
from server.stores.documents import dump, now

Bytes = NDArray[np.uint8]

SHAPE = 0.955, 27.0  # followers by rank: best * ((rank + offset) / (1 + offset)) ** -exponent
BEST = 0.365  # of all choices made by as many; some people choose her twice
POSTS_EACH = 5
POSTS_OVER = timedelta(days=60)
AT_ONCE = 10_000
WRITERS = 2
SEED = 4


@dataclass(frozen=True)
class Graph:
    """Accounts by rank, best known first: their ids as rows of 12 bytes, and how many follow each."""

    ids: Bytes
    followers: NDArray[np.int64]

    def id(self, rank: int) -> ObjectId:
        """The account at this rank, from 0."""
        return ObjectId(self.ids[rank].tobytes())


def fill(uri: str, database: str, number: int) -> Graph:
    """Fill an empty database, whose indexes are not made yet, with `number` accounts and all they did."""
    random = np.random.default_rng(SEED)
    ids = _ids(number)
    follower, followee = _edges(random, number)
    counts = np.bincount(followee, minlength=number)
    following = np.bincount(follower, minlength=number)
    _write(uri, database, "accounts", _accounts(ids, counts, following))
    _write(uri, database, "posts", _posts(random, ids))
    # In the order of the followers: so two of the three indexes grow at their ends.
    order = np.lexsort((followee, follower))
    follower, followee = follower[order], followee[order]
    step = AT_ONCE * 20
    parts = [
        (uri, database, ids[follower[at : at + step]], ids[followee[at : at + step]])
        for at in range(0, len(order), step)
    ]
    with ProcessPoolExecutor(WRITERS) as pool:
        list(pool.map(_write_edges, parts))
    return Graph(ids, counts)


def _ids(number: int) -> Bytes:
    """Ids as they are made one after another, in no order of rank."""
    made = np.frombuffer(b"".join(ObjectId().binary for _ in range(number)), np.uint8).reshape(number, 12)
    return np.random.default_rng(SEED).permutation(made)


def _edges(random: np.random.Generator, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    exponent, offset = SHAPE
    ranks = np.arange(1, number + 1)
    followers = (BEST * number * ((ranks * 100_000 / number + offset) / (1 + offset)) ** -exponent).astype(int) + 1
    # Some follow many and some few; an account stands among the slots as often as it likes to follow.
    eagerness = np.clip(random.lognormal(2, 0.6, number), 1, 60).astype(int)
    slots = np.repeat(np.arange(number), eagerness)
    who = [np.unique(slots[random.integers(0, len(slots), count)]) for count in followers]
    follower = np.concatenate(who)
    followee = np.repeat(np.arange(number), [len(each) for each in who])
    others = follower != followee
    return follower[others], followee[others]


def _accounts(ids: Bytes, followers: NDArray[np.int64], following: NDArray[np.int64]) -> Iterator[bytes]:
    moment = now()
    for rank, row in enumerate(ids):
        name = f"person{rank}"
        account = Account(
            id=ObjectId(row.tobytes()),
            username=name,
            email=f"{name}@example.org",
            name=name.title(),
            created_at=moment,
            search=[name],
            posts=POSTS_EACH,
            followers=int(followers[rank]),
            following=int(following[rank]),
            seen_at=moment,
        )
        yield bson.encode(dump(account))


def _posts(random: np.random.Generator, ids: Bytes) -> Iterator[bytes]:
    """POSTS_EACH for each account, at any moment of the last weeks; all alike but for their ids."""
    number = len(ids) * POSTS_EACH
    began = (now() - POSTS_OVER).timestamp()
    moments = began + random.random(number) * POSTS_OVER.total_seconds()
    template, places = _template()
    for place, moment in enumerate(moments):
        made = bytearray(template)
        feed_id = struct.pack(">IH", int(moment), int(moment % 1 * 1000)) + secrets.token_bytes(6)
        new = (secrets.token_bytes(12), ids[place % len(ids)].tobytes(), feed_id, feed_id.hex().encode(), feed_id)
        for at, value in zip(places, new, strict=True):
            made[at : at + len(value)] = value
        yield bytes(made)


def post(author: ObjectId, feed_id: ObjectId) -> Post:
    """A published post as large as most."""
    renditions = [
        Rendition(name=f"w{side}.avif", media_type="image/avif", width=side, height=side, bytes=1, sha256="0" * 64)
        for side in (320, 640, 1080)
    ]
    photo = Item(media=feed_id, alt="A wall", width=4032, height=3024, placeholder=b"0" * 24, renditions=renditions)
    return Post(
        id=ObjectId(),
        author=author,
        key=str(feed_id),
        state=PUBLISHED,
        audience=PUBLIC,
        caption="Light fog over the harbour this morning and nobody else awake yet",
        tags=[],
        media=[feed_id],
        created_at=now(),
        feed_id=feed_id,
        published_at=now(),
        items=[photo],
    )


def _template() -> tuple[bytes, list[int]]:
    """A post's document, and where in it are its id, author, feed id, key and upload."""
    author, feed_id = ObjectId(), ObjectId()
    made = post(author, feed_id)
    document = bson.encode(dump(made))
    at_feed_id = document.index(b"\x07feed_id\0") + 9
    at_media = document.index(feed_id.binary)
    found = [document.index(each) for each in (made.id.binary, author.binary)]
    return document, [*found, at_feed_id, document.index(made.key.encode()), at_media]


def _write(uri: str, database: str, collection: str, documents: Iterator[bytes]) -> None:
    with MongoClient[Any](uri) as client:
        while part := list(itertools.islice(documents, AT_ONCE)):
            client[database][collection].insert_many(map(RawBSONDocument, part), ordered=False)


def _write_edges(part: tuple[str, str, Bytes, Bytes]) -> None:
    uri, database, follower, followee = part
    documents = iter(_edge_documents(follower, followee))
    _write(uri, database, "follows", documents)


def _edge_documents(follower: Bytes, followee: Bytes) -> list[bytes]:
    """The documents of relationships/models.py, all of one length, filled in column by column."""
    sample = {"_id": "f" * 24 + ":" + "f" * 24, "follower": ObjectId(), "followee": ObjectId(), "created_at": now()}
    template = bson.encode(sample)
    rows = np.tile(np.frombuffer(template, np.uint8), (len(follower), 1))
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    for ids, at_hex, at_id in (
        (follower, template.index(b"f" * 24), template.index(b"follower") + 9),
        (followee, template.index(b":" + b"f" * 24) + 1, template.index(b"followee") + 9),
    ):
        rows[:, at_hex : at_hex + 24 : 2] = digits[ids >> 4]
        rows[:, at_hex + 1 : at_hex + 24 : 2] = digits[ids & 15]
        rows[:, at_id : at_id + 12] = ids
    data, size = rows.tobytes(), len(template)
    return [data[at : at + size] for at in range(0, len(data), size)]
