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
    command = (sys.executable, "-m", "server", "failed", *arguments)
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    said, complaint = await process.communicate()
    return process.returncode or 0, said.decode(), complaint.decode()


async def is_published(people: Cast, post: str) -> bool:
    return (await people.charlie.get(f"/p/{post}")).status_code == 200


async def test_failed_uploads_are_listed_in_full_and_repaired(people: Cast, environ: dict[str, str]) -> None:
    first, second = await failed_post(people.alice), await failed_post(people.bob)
    upload = await collection("media").find_one({"owner": await account_id(people.alice)})
    assert upload
    status, listed, _ = await failed(environ)
    (line,) = [line for line in listed.splitlines() if str(upload["_id"]) in line]
    assert status == 0
    assert str(upload["owner"]) in line
    assert line.endswith(": boom")
    assert await failed(environ, "retry", str(upload["_id"])) == (0, "1 queued again.\n", "")
    await eventually(lambda: is_published(people, first), seconds=30)
    assert not await is_published(people, second), "nobody asked for this one"
    status, said, _ = await failed(environ, "retry", "all")
    assert (status, said.endswith(" queued again.\n")) == (0, True)
    await eventually(lambda: is_published(people, second), seconds=30)


async def test_words_it_does_not_know_are_one_sentence_and_a_status(in_process: None, environ: dict[str, str]) -> None:
    for arguments in (("retry", str(ObjectId())), ("repair",)):
        status, said, complaint = await failed(environ, *arguments)
        assert (status, said, complaint.count("\n")) == (2, "", 1)
        assert "Traceback" not in complaint
