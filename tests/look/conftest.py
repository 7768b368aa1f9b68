"""Something to look at: two people, photos of several shapes, words, and a post that failed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from bson import ObjectId

from server.demo.pictures import PICTURES, jpeg
from server.media.models import FAILED
from server.stores.mongo import collection
from tests.cast import Cast, join, photo, three
from tests.mail.mailbox import CONFIRM, address_of, newest
from tests.recovery.asking import asked_for_reset
from tests.site import Site

CAPTION = "The #sea and other things, with @{}. Nothing happened, slowly."
CHOSEN = ("silver-dunes", "massif", "larches", "three-pears")
ALTS = {picture.slug: picture.alt for picture in PICTURES}


SETTINGS = (
    "/settings",
    "/settings/profile",
    "/settings/email",
    "/settings/password",
    "/settings/passkeys",
    "/settings/two-step",
    "/settings/sessions",
    "/settings/language",
    "/prove",
)


@dataclass(frozen=True)
class Gallery:
    """The addresses worth a look: for a stranger, for bob, and for alice, whose the post is."""

    people: Cast
    post: str
    item: str
    failed: str
    letters: list[str]

    @property
    def open_paths(self) -> list[str]:
        post, profile = f"/p/{self.post}", f"/@{self.people.alice.username}"
        return [
            *("/", "/login", "/signup", "/reset", "/mailbox", "/search", "/keyboard", "/styleguide"),
            *(post, profile, "/tags/sea", "/nowhere", *self.letters),
        ]

    @property
    def authors_paths(self) -> list[str]:
        """What alice does with her post, and what is rarely done."""
        return [
            *(f"/p/{self.post}/edit", f"/p/{self.post}/delivery", f"/items/{self.item}/edit"),
            *("/settings/two-step/app", "/settings/providers", "/posts/shared"),
        ]

    @property
    def paths(self) -> list[str]:
        """What bob sees, signed in."""
        alice, bob = self.people.alice.username, self.people.bob.username
        return [
            "/",
            f"/p/{self.post}",
            f"/p/{self.post}/likes",
            f"/p/{self.post}/comments",
            f"/feed/why?post={self.post}",
            "/?sort=top",
            f"/p/{self.failed}",
            f"/p/{self.failed}/edit",
            f"/@{alice}",
            f"/@{bob}",
            f"/@{alice}/followers",
            "/search",
            f"/search?q={alice}",
            "/notifications",
            "/posts/new",
            *SETTINGS,
            "/nowhere",
            "/offline",
        ]


@pytest_asyncio.fixture(scope="session")
async def gallery(site: Site, in_process: None) -> AsyncIterator[Gallery]:
    """Photos wide and tall with likes, comments and notifications; bob's last one failed. Made once."""
    async with three(site, join) as people:
        yield await _hung(people)


async def _hung(people: Cast) -> Gallery:
    await people.alice.publish("Wider than high", "", photo(1600, 400))
    for slug in CHOSEN:
        post = await people.alice.publish(CAPTION.format(people.bob.username), ALTS[slug], jpeg(slug))
    await people.bob.post(f"/p/{post}/like")
    await people.bob.post(f"/p/{post}/comments", data={"text": "What light!", "key": "one"})
    mine = await people.bob.publish("Mine", "", photo())
    await people.alice.post(f"/p/{mine}/like")
    found = await collection("posts").find_one({"_id": ObjectId(post)})
    assert found
    return Gallery(people, post, str(found["media"][0]), await _failed(mine), await _letters(people))


async def _letters(people: Cast) -> list[str]:
    """Where letters lead: to confirm an address, and to choose a new password."""
    confirm = await newest(people.alice.site, address_of(people.alice), CONFIRM)
    reset = await asked_for_reset(people.charlie, address_of(people.charlie))
    return [confirm.link("/verify/"), reset.link("/reset/")]


async def _failed(post_id: str) -> str:
    """Have it that this post never succeeded."""
    posts = collection("posts")
    sentence = "This photo is cut off: a part of it is missing. Please choose it again."
    found = await posts.find_one_and_update(
        {"_id": ObjectId(post_id)}, {"$set": {"state": FAILED}, "$unset": {"feed_id": "", "published_at": ""}}
    )
    assert found
    stage = {"state": FAILED, "stage": FAILED, "sentence": sentence}
    await collection("media").update_many({"_id": {"$in": found["media"]}}, {"$set": stage})
    return post_id
