"""Bodies that a route takes piece by piece, at its own pace.

Quart takes in a body as fast as it comes and keeps what the route has not read: a large file that is stored more
slowly than it arrives would be in memory as a whole. Here the sender waits, and a route hears of a connection that
broke only after it has been given all that came through it; Quart would cancel the route at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from quart import Request

Asgi = Callable[..., Awaitable[None]]
Message = dict[str, Any]

KEY = "tintype.incoming"


class Disconnected(Exception):
    """Who sent the body has gone before its end."""


class Incoming:
    """A request's body: an iterator of its pieces, which raises Disconnected when the rest will not come."""

    def __init__(self, receive: Callable[[], Awaitable[Message]]) -> None:
        """Of what `receive` brings."""
        self._receive = receive
        self._is_whole = False
        self.is_gone = False
        self.is_answered = asyncio.Event()

    def __aiter__(self) -> "Incoming":
        """Itself: a body comes once."""
        return self

    async def __anext__(self) -> bytes:
        """The next piece, at most what one read of the socket gave."""
        while not self._is_whole:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self.is_gone = True
                raise Disconnected
            self._is_whole = not message.get("more_body")
            if body := message.get("body"):
                return bytes(body)
        raise StopAsyncIteration

    async def leave(self) -> Message:
        """What Quart itself receives: nothing before the answer, then the rest that the route did not want."""
        await self.is_answered.wait()
        return await self._receive()


class Streams:
    """ASGI middleware: routes below `prefix` find their body with incoming()."""

    def __init__(self, app: Asgi, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Keep the body from Quart."""
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix):
            await self.app(scope, receive, send)
            return
        body = Incoming(receive)

        async def answer(message: Message) -> None:
            body.is_answered.set()
            if not body.is_gone:
                await send(message)

        await self.app(scope | {KEY: body}, body.leave, answer)


def incoming(request: Request) -> Incoming:
    """The body of a request that came through Streams."""
    found: Incoming = request.scope[KEY]  # type: ignore[literal-required]
    return found
