"""Who lives on the site: a few hundred people who follow one another as people do, and what they posted."""

import random
from dataclasses import dataclass

import msgspec
from bson import ObjectId

from bench import people
from server.accounts import sessions
from server.accounts.doors import COOKIE, Cookies
from server.accounts.models import Account, search_terms
from server.app import INDEXES, create_app
from server.relationships.models import Follow, made_id
from server.stores import indexes
from server.stores.documents import dump, now
from server.stores.mongo import collection

PEOPLE, POSTS = 400, 600
# The best known is followed by nearly half of them, the tenth by an eighth, most by a few.
BEST, EXPONENT, OFFSET = 0.45, 0.9, 2


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    id: ObjectId
    username: str
    cookie: str


@dataclass(frozen=True)
class Town:
    """Everybody, best known first, and the posts, newest first."""

    people: list[Person]
    posts: list[ObjectId]

    def somebody(self, chance: random.Random) -> Person:
        """Anybody."""
        return chance.choice(self.people)

    def well_known(self, chance: random.Random) -> Person:
        """Somebody, the more likely the better known."""
        return self.people[_zipf(chance, len(self.people))]

    def a_post(self, chance: random.Random) -> ObjectId:
        """One of the posts, the more likely the newer: what is new is looked at and liked."""
        return self.posts[_zipf(chance, len(self.posts))]


async def settle(chance: random.Random) -> Town:
    """Fill the empty site."""
    await indexes.create(INDEXES)
    edges = _edges(chance)
    accounts = [_account(rank, edges) for rank in range(PEOPLE)]
    authors = [_zipf(chance, PEOPLE) for _ in range(POSTS)]
    posts = [msgspec.structs.replace(people.a_post(accounts[author]), likes=0, comments=0) for author in authors]
    accounts = [
        msgspec.structs.replace(account, posts=authors.count(rank), search=search_terms(account.username, account.name))
        for rank, account in enumerate(accounts)
    ]
    await collection("accounts").insert_many([dump(account) for account in accounts])
    await collection("follows").insert_many([dump(_follow(accounts, *edge)) for edge in edges])
    await collection("posts").insert_many([dump(post) for post in posts])
    app = create_app()
    cookies: Cookies = app.extensions["QUART_AUTH"][0]
    signed_in = []
    for account in accounts:
        token = cookies.dump_token(await sessions.start(account.id, "bench"), app)
        signed_in.append(Person(account.id, account.username, f"{COOKIE}={token}"))
    return Town(signed_in, [post.id for post in reversed(posts)])


def _edges(chance: random.Random) -> list[tuple[int, int]]:
    """Who follows whom, by rank."""
    edges: list[tuple[int, int]] = []
    for followee in range(PEOPLE):
        count = 1 + int(BEST * PEOPLE * ((followee + OFFSET) / OFFSET) ** -EXPONENT)
        followers = chance.sample(range(PEOPLE), count)
        edges += [(follower, followee) for follower in followers if follower != followee]
    return edges


def _account(rank: int, edges: list[tuple[int, int]]) -> Account:
    name = f"person{rank}"
    return Account(
        id=ObjectId(),
        username=name,
        email=f"{name}@example.org",
        name=f"Ada Number {rank}",
        created_at=now(),
        seen_at=now(),
        followers=sum(followee == rank for _, followee in edges),
        following=sum(follower == rank for follower, _ in edges),
    )


def _follow(accounts: list[Account], follower: int, followee: int) -> Follow:
    one, other = accounts[follower].id, accounts[followee].id
    return Follow(id=made_id(one, other), follower=one, followee=other, created_at=now())


def _zipf(chance: random.Random, number: int) -> int:
    """A rank below `number`, each of them half as likely as that of half its size."""
    return min(number - 1, int(number ** chance.random()) - 1)
