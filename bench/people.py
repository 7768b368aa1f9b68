"""Somebody whose home page is full: she follows people who posted, and has liked some of it."""

import hashlib
import http.client
import itertools
import random
from urllib.parse import urlencode

from bson import ObjectId
from PIL import Image

from server.accounts import actions as accounts
from server.accounts import queries
from server.accounts.models import Account, Avatar, Viewer
from server.app import INDEXES
from server.likes import actions as likes
from server.media import thumbhash
from server.media.models import Item, Rendition
from server.posts.models import DELIVERED, PUBLISHED, Delivery, Post
from server.posts.queries import visible_post
from server.relationships import actions as relationships
from server.relationships.queries import PUBLIC
from server.stores import indexes
from server.stores.documents import dump, now
from server.stores.mongo import collection

PASSWORD = "correct horse battery"
POSTS = 30
LIKED = 10
WIDTHS = (480, 768, 1200, 1440)
TYPES = {"avif": "image/avif", "jpg": "image/jpeg"}
TEXT = """Light fog over the harbour this morning and nobody else awake yet: we walked until the café had bread 🥐
then came back along the wall where the boats lie in winter. #morning #harbour with @author1_a"""
WORDS = TEXT.split()

_random = random.Random(7)
_sites = itertools.count(1)


async def settle(port: int) -> tuple[str, ObjectId]:
    """Sign somebody up at the site on `port` and fill her feed: her cookie, and the newest post in it."""
    await indexes.create(INDEXES)
    number = next(_sites)
    cookie = _sign_up(port, f"viewer{number}")
    viewer = await _viewer(f"viewer{number}")
    authors = [await an_author(f"author{number}_{letter}") for letter in "abcdefgh"]
    made = [a_post(authors[place % len(authors)]) for place in range(POSTS)]
    await collection("posts").insert_many([dump(post) for post in made])
    for author in authors:
        await relationships.follow(viewer, author)
    for post in made[-LIKED:][::3]:
        if shown := await visible_post(viewer, post.id):
            await likes.like(viewer, shown)
    return cookie, made[-1].id


def _sign_up(port: int, username: str) -> str:
    form = {"username": username, "email": f"{username}@example.org", "name": "Vera Viewer", "password": PASSWORD}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/signup", urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    cookies = [each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", [])]
    connection.close()
    if answer.status != 303 or not cookies:
        raise RuntimeError(f"signing up was answered with {answer.status}")
    return "; ".join(cookies)


async def _viewer(username: str) -> Viewer:
    account = await queries.by_username(username)
    if account is None:
        raise RuntimeError("who signed up is not there")
    return Viewer(id=account.id, username=account.username, name=account.name, avatar=None, session="")


async def an_author(username: str) -> Account:
    """Somebody who has signed up, with a picture."""
    account = await accounts.sign_up(
        email=f"{username}@example.org", username=username, name=f"Ada {username.title()}", password=PASSWORD
    )
    files = {f"{side}.{suffix}": _digest() for side in ("s320", "s96") for suffix in TYPES}
    await accounts.set_avatar(account.id, Avatar(media=ObjectId(), files=files))
    return account


def a_post(author: Account) -> Post:
    """A published post, not stored yet."""
    moment = now()
    caption = " ".join(_random.sample(WORDS, _random.randint(4, 24)))
    photo = _photo(" ".join(_random.sample(WORDS, 8)))
    return Post(
        id=ObjectId(),
        author=author.id,
        key=_digest()[:16],
        state=PUBLISHED,
        audience=PUBLIC,
        caption=caption,
        tags=[],
        media=[photo.media],
        created_at=moment,
        feed_id=ObjectId(),
        published_at=moment,
        items=[photo],
        likes=_random.randint(0, 400),
        comments=_random.randint(0, 30),
        delivery=Delivery(state=DELIVERED, next_try_at=moment, queued_at=moment),
    )


def _photo(alt: str) -> Item:
    renditions = [
        Rendition(name=f"w{w}.{suffix}", media_type=kind, width=w, height=w * 3 // 4, bytes=1, sha256=_digest())
        for w in WIDTHS
        for suffix, kind in TYPES.items()
    ]
    picture = Image.frombytes("RGB", (4, 3), _random.randbytes(36)).resize((100, 75), Image.Resampling.BICUBIC)
    placeholder = thumbhash.encode(picture)
    return Item(media=ObjectId(), alt=alt, width=4032, height=3024, placeholder=placeholder, renditions=renditions)


def _digest() -> str:
    return hashlib.sha256(_random.randbytes(16)).hexdigest()
