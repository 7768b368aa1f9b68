"""A counter that is wrong, however that came to be, is found, put right, and right on open pages too."""

import asyncio
import os
import subprocess
import sys
from typing import Any

import httpx2
from bson import ObjectId

from server.counters import actions
from server.counters.models import ID, LONG_AGO
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, published
from tests.pages import Page
from tests.site import Site, eventually


async def break_post(post: str, **wrong: int) -> None:
    await collection("posts").update_one({"_id": ObjectId(post)}, {"$set": wrong})


async def break_account(person: Person, **wrong: int) -> None:
    await collection("accounts").update_one({"_id": await account_id(person)}, {"$set": wrong})


async def counters(environ: dict[str, str]) -> str:
    """What the command says."""
    command = (sys.executable, "-m", "server", "counters")
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | environ, stdout=subprocess.PIPE)
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def test_the_command_says_and_repairs_what_is_wrong(people: Cast, environ: dict[str, str]) -> None:
    alice, bob = people.alice, people.bob
    post = await published(alice)
    await bob.post(f"/p/{post}/like")
    await bob.post(f"/p/{post}/comments", data={"text": "Counted"})
    await counters(environ)
    await break_post(post, likes=7, comments=0)
    await break_account(alice, posts=3, followers=0)
    await break_account(bob, following=9)
    async with people.charlie.tab() as tab:
        await tab.join({f"post:{post}": "99", f"profile:{await account_id(alice)}": "99"})
        said = await counters(environ)
        await tab.hears("<strong>1</strong> like", "post:")
        await tab.hears("<strong>1</strong> follower", "profile:")
    for words in (
        f"likes of {post} in posts: said 7, are 1",
        f"comments of {post} in posts: said 0, are 1",
        f"posts of {await account_id(alice)} in accounts: said 3, are 1",
        f"followers of {await account_id(alice)} in accounts: said 0, are 1",
        f"following of {await account_id(bob)} in accounts: said 9, are 1",
    ):
        assert words in said
    assert str(await account_id(people.charlie)) not in said
    page = Page((await people.charlie.get(f"/p/{post}")).text).one(id=f"counts-{post}").text
    assert ("1 like " in page, "1 comment" in page) == (True, True)
    assert (await counters(environ)).count("nothing out of step") == 2


async def test_the_scheduler_comes_by(people: Cast, site: Site) -> None:
    post = await published(people.alice)
    await break_post(post, likes=5)
    async with people.bob.tab() as tab:
        await tab.join({f"post:{post}": "99"})
        # As if its next round were due, just before this post.
        place: dict[str, Any] = {"due_at": LONG_AGO, "step": 0, "after": ObjectId(f"{int(post, 16) - 1:024x}")}
        await collection("reconciliations").update_one({"_id": ID}, {"$set": place}, upsert=True)
        await tab.hears("<strong>0</strong> likes", "post:")

    async def is_on_the_board() -> bool:
        return "tintype_counters_repaired" in httpx2.get(f"{site.url}/metrics").text

    await eventually(is_on_the_board)


async def test_nobody_who_counts_meanwhile_is_overwritten(people: Cast) -> None:
    post, fans = await published(people.alice), [people.alice, people.bob, people.charlie]

    async def like_and_unlike() -> None:
        for _ in range(5):
            await asyncio.gather(*(fan.post(f"/p/{post}/like") for fan in fans))
            await asyncio.gather(*(fan.client.delete(f"/p/{post}/like") for fan in fans[:2]))

    liking = asyncio.create_task(like_and_unlike())
    repairs = []
    while not liking.done():
        repairs += (await actions.reconcile("posts"))[1]
    await liking
    assert not [repair for repair in repairs if str(repair.id) == post], "nothing was wrong, it was just busy"
    document = await collection("posts").find_one({"_id": ObjectId(post)})
    assert document
    assert document["likes"] == await collection("likes").count_documents({"post": ObjectId(post)}) == 1
