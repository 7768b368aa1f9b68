"""`python -m server failed`: what operators see of failed work, and how they have it tried again."""

import asyncio
import os
import subprocess
import sys

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast
from tests.documents import account_id
from tests.posts.test_failed_posts import failed_post
from tests.site import eventually


async def failed(environ: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and complaints of the command."""
    command = [sys.executable, "-m", "server", "failed", *arguments]
    options = {"env": os.environ | environ, "capture_output": True, "text": True}
    done = await asyncio.to_thread(subprocess.run, command, **options)
    return done.returncode, done.stdout, done.stderr


async def test_failed_uploads_are_listed_in_full_and_repaired(people: Cast, environ: dict[str, str]) -> None:
    await collection("media").update_many({"state": "failed"}, {"$set": {"state": "deleted"}})  # other tests' leavings
    assert await failed(environ) == (0, "Nothing has failed.\n", "")
    post = await failed_post(people.alice)
    document = await collection("posts").find_one({"_id": ObjectId(post)})
    assert document
    (upload,) = document["media"]
    status, listed, _ = await failed(environ)
    assert status == 0
    assert listed.count("\n") == 1
    for words in (str(upload), str(await account_id(people.alice)), "boom"):
        assert words in listed
    assert await failed(environ, "retry", str(upload)) == (0, "1 queued again.\n", "")

    async def is_published() -> bool:
        return (await people.bob.get(f"/p/{post}")).status_code == 200

    await eventually(is_published)
    assert (await failed(environ))[1] == "Nothing has failed.\n"


async def test_all_can_be_retried_at_once(people: Cast, environ: dict[str, str]) -> None:
    posts = [await failed_post(people.alice), await failed_post(people.bob)]
    status, said, _ = await failed(environ, "retry", "all")
    assert (status, said.endswith(" queued again.\n")) == (0, True)

    async def are_published() -> bool:
        return all([(await people.charlie.get(f"/p/{post}")).status_code == 200 for post in posts])

    await eventually(are_published)


async def test_words_it_does_not_know_are_one_sentence_and_a_status(in_process: None, environ: dict[str, str]) -> None:
    for arguments in (("retry", str(ObjectId())), ("retry", "x"), ("retry",), ("repair",), ("retry", "a", "b")):
        status, said, complaint = await failed(environ, *arguments)
        assert status == 2
        assert said == ""
        assert complaint.count("\n") == 1
        assert "Traceback" not in complaint
