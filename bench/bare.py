"""`python -m bench.bare FILE`: a Quart application of one route, served as ours is, to compare with."""

import asyncio
import sys
from pathlib import Path

import uvloop
from hypercorn.asyncio import serve
from quart import Quart, Response

from server.commands.web import calm_garbage_collector, config
from server.settings import current


def main() -> None:
    """Answer every request with the bytes of FILE, until told to stop."""
    body = Path(sys.argv[1]).read_bytes()
    app = Quart("bare")

    @app.get("/")
    @app.get("/readyz")
    async def index() -> Response:
        return Response(body, content_type="text/html; charset=utf-8")

    calm_garbage_collector()
    uvloop.install()
    asyncio.run(serve(app, config(current())))


if __name__ == "__main__":
    main()
