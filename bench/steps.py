"""`python -m bench.steps FILE`: our application with routes that do one step more each, to see what a step costs."""

import asyncio
import sys
from pathlib import Path

import uvloop
from hypercorn.asyncio import serve
from quart import Response

from server import log
from server.accounts import doors
from server.app import create_app
from server.commands.web import calm_garbage_collector, config
from server.feed import home, timelines
from server.posts import cards
from server.posts import queries as posts
from server.settings import current
from server.stores import freshness
from server.web import pages
from server.web.access import public

BODY = Path(sys.argv[1]).read_bytes()

app = create_app(current())
keys: list[str] = []


@app.get("/hooks")
@public
async def hooks() -> Response:
    """What every request of ours passes: origin, headers, figures, a line in the log."""
    return pages.html(BODY)


@app.get("/door")
@public
async def door() -> Response:
    """And who it is."""
    await doors.me()
    return pages.html(BODY)


@app.get("/stamps")
@public
async def stamps() -> Response:
    """And whether what is kept of her home page is still true."""
    if not keys:
        viewer = await doors.me()
        shown = (await timelines.feed_ids(viewer.id))[: home.PAGE]
        refs = await posts.refs({"feed_id": {"$in": shown}}, limit=home.PAGE)
        keys.extend([*cards.keys(refs), freshness.key(f"viewer:{viewer.id}")])
    await doors.me()
    await freshness.ask(keys)
    return pages.html(BODY)


if __name__ == "__main__":
    log.configure(current().log_level)
    calm_garbage_collector()
    uvloop.install()
    asyncio.run(serve(app, config(current())))
