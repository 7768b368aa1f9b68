"""A small town on a site of its own: its people do what people do, all of it chosen by one chance."""

import asyncio
import contextlib
import random
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
from bson import ObjectId

from tests.cast import Person, photo
from tests.site import Site

WEBS = ("web", "web2")
AGAIN_SECONDS = 0.2

Act = Callable[[], Awaitable[object]]


@dataclass
class Town:
    """Its people, who follow each other in part; `posts` and `comments` were made and are not deleted yet."""

    site: Site
    database: Any
    people: list[Person]
    stranger: Person
    chance: random.Random
    posts: dict[str, Person] = field(default_factory=dict)
    comments: dict[str, tuple[str, Person]] = field(default_factory=dict)
    moved: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: int = 0

    def address(self) -> str:
        """That of some web process; it may be down, as behind a balancer that has not noticed yet."""
        return self.site.url_of(self.chance.choice(WEBS))

    async def ask(self, person: Person, path: str, method: str = "GET", **options: Any) -> httpx2.Response | None:
        """What somebody's browser is answered; None when it is not."""
        with contextlib.suppress(httpx2.TransportError):
            return await person.client.request(method, self.address() + path, follow_redirects=False, **options)
        return None

    async def insist(self, person: Person, path: str, method: str = "POST", **options: Any) -> httpx2.Response:
        """The same, again and again until there is an answer: every action may be sent twice."""
        answer = await self.ask(person, path, method, **options)
        while answer is None or answer.status_code >= 500:
            await asyncio.sleep(AGAIN_SECONDS)
            answer = await self.ask(person, path, method, **options)
        assert answer.status_code in (200, 303, 404), f"{method} {path}: {answer.status_code}"
        return answer

    async def html(self, person: Person, path: str) -> str | None:
        """A page as it is now; None when it is not there."""
        answer = await self.insist(person, path, "GET")
        return answer.text if answer.status_code == 200 else None

    def browser_of(
        self, person: Person
    ) -> tuple[Callable[..., Awaitable[httpx2.Response | None]], Callable[[], str], str]:
        """What a LivePage needs of its person: how she fetches, where from, and her cookie."""

        async def fetch(path: str, target: str = "") -> httpx2.Response | None:
            headers = {"HX-Request": "true", "HX-Target": target} if target else {}
            return await self.ask(person, path, headers=headers)

        return fetch, self.address, "" if person is self.stranger else person.cookie

    async def begin(self, posts: int) -> None:
        """Everybody has read what there was, and some post."""
        await asyncio.gather(*(self.insist(person, "/notifications", "GET") for person in self.people))
        await asyncio.gather(*(self.post(person) for person in self.chance.sample(self.people, posts)))

    def some_paths(self, feeds: int, profiles: int, posts: int) -> list[str]:
        """Pages to look at."""
        people = [f"/@{person.username}" for person in self.chance.choices(self.people, k=profiles)]
        return ["/"] * feeds + people + [f"/p/{post}" for post in self.chance.choices(list(self.posts), k=posts)]

    def authors_apart(self, person: Person) -> set[str]:
        """The cards of this person's own posts, and of theirs whom she began or ceased to follow."""
        names = [person.username, *self.moved[person.username]]
        authors = [each["_id"] for each in self.database.accounts.find({"username": {"$in": names}}, {"_id": 1})]
        return {f"post-{each['_id']}" for each in self.database.posts.find({"author": {"$in": authors}}, {"_id": 1})}

    async def something(self) -> None:
        """Somebody does something."""
        acts: dict[Callable[[Person], Act | None], int] = {
            self._likes: 30,
            self._unlikes: 12,
            self._comments: 20,
            self._uncomments: 8,
            self._posts: 10,
            self._uploads: 1,
            self._deletes: 3,
            self._follows: 6,
            self._unfollows: 6,
            self._reads: 4,
        }
        while True:
            (choose,) = self.chance.choices(list(acts), list(acts.values()))
            if act := choose(self.chance.choice(self.people)):
                await act()
                return

    async def post(self, author: Person) -> None:
        """A post of a picture that a worker has developed before."""
        media = self._copy_of_a_picture(author)
        self.names += 1
        form = {"item": str(media), "alt": "", "caption": f"post {self.names}", "key": f"{self.chance.random()}"}
        answer = await self.insist(author, "/posts", data=form)
        self.posts[answer.headers["Location"].rpartition("/")[2]] = author

    def _copy_of_a_picture(self, owner: Person) -> ObjectId:
        """An upload in somebody's draft that is ready, as the first one in the town was made ready."""
        first = self.database.media.find_one({"state": "ready"}, sort=[("_id", 1)])
        account = self.database.accounts.find_one({"username": owner.username}, {"_id": 1})["_id"]
        media = ObjectId()
        held = [first["original"]["sha256"], *(each["sha256"] for each in first["renditions"])]
        self.database.blobs.update_many({"_id": {"$in": held}}, {"$push": {"holders": media}})
        self.database.media.insert_one(first | {"_id": media, "owner": account, "post": None, "audience": "author"})
        return media

    def _some_post(self) -> str | None:
        return self.chance.choice(list(self.posts)) if self.posts else None

    def _likes(self, who: Person) -> Act | None:
        post = self._some_post()
        return None if post is None else (lambda: self.insist(who, f"/p/{post}/like", headers={"HX-Request": "true"}))

    def _unlikes(self, who: Person) -> Act | None:
        post = self._some_post()
        return (
            None
            if post is None
            else (lambda: self.insist(who, f"/p/{post}/like", "DELETE", headers={"HX-Request": "true"}))
        )

    def _comments(self, who: Person) -> Act | None:
        post = self._some_post()
        return None if post is None else (lambda: self._comment(who, post))

    async def _comment(self, who: Person, post: str) -> None:
        self.names += 1
        text = f"word {self.names}" + self.chance.choice(["", f" @{self.chance.choice(self.people).username}"])
        headers = {"HX-Request": "true", "HX-Target": f"form#comment-form-{post}"}
        form = {"text": text, "key": f"{self.chance.random()}"}
        answer = await self.insist(who, f"/p/{post}/comments", data=form, headers=headers)
        for comment in re.findall('id="comment-([0-9a-f]{24})"', answer.text):
            self.comments[comment] = (post, who)

    def _uncomments(self, _: Person) -> Act | None:
        if not self.comments:
            return None
        comment = self.chance.choice(list(self.comments))
        post, author = self.comments.pop(comment)
        return lambda: self.insist(author, f"/p/{post}/comments/{comment}", "DELETE")

    def _posts(self, who: Person) -> Act:
        return lambda: self.post(who)

    def _uploads(self, who: Person) -> Act:
        self.names += 1
        form, files = {"caption": f"upload {self.names}", "alt": "", "key": f"{self.names}"}, {"media": photo()}
        return lambda: self.insist(who, "/posts", data=form, files=files)

    def _deletes(self, _: Person) -> Act | None:
        if len(self.posts) < 8:
            return None
        post = self.chance.choice(list(self.posts))
        author = self.posts.pop(post)
        return lambda: self.insist(author, f"/p/{post}", "DELETE")

    def _follows(self, who: Person) -> Act:
        other = self.chance.choice(self.people)
        self.moved[who.username].add(other.username)
        return lambda: self.insist(who, f"/@{other.username}/follow")

    def _unfollows(self, who: Person) -> Act:
        other = self.chance.choice(self.people)
        self.moved[who.username].add(other.username)
        return lambda: self.insist(who, f"/@{other.username}/follow", "DELETE")

    def _reads(self, who: Person) -> Act:
        return lambda: self.insist(who, "/notifications", "GET")
