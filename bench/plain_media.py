"""`python -m bench.plain_media FOLDER`: Quart routes that answer with the same bytes in the plainest way.

From memory, from a file, and out of GridFS as its driver's documentation shows it. A range is answered where one is
asked for; nothing else of HTTP is there.
"""

import asyncio
import sys
from pathlib import Path

import uvloop
from gridfs.asynchronous import AsyncGridFSBucket
from hypercorn.asyncio import serve
from pymongo import AsyncMongoClient
from quart import Quart, Response, request

from server.commands.web import calm_garbage_collector, config
from server.settings import current


def main() -> None:
    """Answer until told to stop."""
    folder = Path(sys.argv[1])
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    app = Quart("plain")
    clients: list[AsyncMongoClient[dict[str, object]]] = []

    @app.before_serving
    async def connect() -> None:
        clients.append(AsyncMongoClient(current().mongodb_uri))

    @app.get("/readyz")
    async def ready() -> str:
        return "ok"

    @app.get("/memory/<name>")
    async def memory(name: str) -> Response:
        begin, end = _wanted()
        return _answer(files[name][begin:end])

    @app.get("/file/<name>")
    async def file(name: str) -> Response:
        return _answer(await asyncio.to_thread(_read, folder / name, *_wanted()))

    @app.get("/gridfs/<name>")
    async def gridfs(name: str) -> Response:
        bucket = AsyncGridFSBucket(clients[0][current().mongodb_database], "bytes")
        found = await bucket.open_download_stream_by_name(name)
        begin, end = _wanted()
        await found.seek(begin)
        return _answer(await found.read(-1 if end is None else end - begin))

    calm_garbage_collector()
    uvloop.install()
    asyncio.run(serve(app, config(current())))


def _wanted() -> tuple[int, int | None]:
    return request.range.ranges[0] if request.range else (0, None)


def _read(path: Path, begin: int, end: int | None) -> bytes:
    with path.open("rb") as file:
        file.seek(begin)
        return file.read(-1 if end is None else end - begin)


def _answer(data: bytes) -> Response:
    return Response(data, 206 if request.range else 200, content_type="image/jpeg")


if __name__ == "__main__":
    main()
