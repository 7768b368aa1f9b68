"""`python -m server failed`: the failed work, and `failed retry <id>|all` to try it again."""

import argparse
import asyncio

from server.app import stores
from server.background import promises
from server.mail import actions as mail
from server.mail import queries as letters
from server.mail.models import WAITING
from server.media import queries as media
from server.posts import publishing
from server.posts import queries as posts
from server.settings import Settings, StartError


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """List or retry. Raises StartError for words it does not know."""
    match arguments.rest:
        case []:
            return asyncio.run(_list(settings))
        case ["retry", which]:
            return asyncio.run(_retry(settings, which))
    raise StartError("Say `failed`, `failed retry <id>` or `failed retry all`.")


async def _list(settings: Settings) -> int:
    async with stores(settings):
        uploads = await media.failed()
        for upload in uploads:
            print(f"{upload.id}  upload of {upload.owner}, {upload.created_at:%Y-%m-%d %H:%M} UTC: {upload.error}")
        deliveries = await posts.failed_deliveries()
        for post in deliveries:
            print(f"{post.id}  delivery, tried again by itself: {post.delivery.error if post.delivery else ''}")
        undone = await promises.failed()
        for each in undone:
            print(f"{each.id}  {each.job}, tried {each.attempts} times and again by itself: {each.error}")
        unsent = await letters.failed()
        for letter in unsent:
            again = ", tried again by itself" if letter.state == WAITING else ""
            print(f"{letter.id}  letter ({letter.kind}) to {letter.to}{again}: {letter.error}")
        stuck = await letters.waiting() if letters.is_stuck(settings) else 0
        if stuck:
            print(f"No mail server is set up (SMTP_HOST). Letters that wait for one: {stuck}.")
        if not uploads and not deliveries and not undone and not unsent and not stuck:
            print("Nothing has failed.")
    return 0


async def _retry(settings: Settings, which: str) -> int:
    async with stores(settings):
        wanted = [upload for upload in await media.failed() if which in ("all", str(upload.id))]
        undone = [each for each in await promises.failed() if which in ("all", str(each.id))]
        unsent = [each for each in await letters.failed() if which in ("all", str(each.id))]
        if not wanted and not undone and not unsent and which != "all":
            raise StartError(f"There is no failed work with the id {which}.")
        for upload in wanted:
            await publishing.retry_upload(upload.id)
        for each in undone:
            await promises.retry(each)
        for letter in unsent:
            await mail.retry(letter.id)
        print(f"{len(wanted) + len(undone) + len(unsent)} queued again.")
    return 0
