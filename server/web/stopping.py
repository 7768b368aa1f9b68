"""How a web process ends: it says so, and nobody who speaks to it in its last moment is left without an answer.

Hypercorn by itself closes every connection that waits for a request at the moment of the stop, also when that request
is on its way; keeps what belongs to a connection that has ended until the end of its keep-alive; and never ends while
somebody does not take the answer that she was sent.
"""

import asyncio
from contextlib import suppress

from hypercorn.asyncio import run
from hypercorn.config import Config
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable
from quart import Quart, Request
from quart.asgi import ASGIHTTPConnection

from server.web.patience import PatientServer

# As long as a request may be on its way here from a balancer or browser that does not know yet.
LAST_WORD_SECONDS = 0.5

_begun = asyncio.Event()


def begin(served: Config) -> None:
    """From now on /readyz says no, and each answer of the server that `served` configures ends its connection."""
    _begun.set()
    served.keep_alive_max_requests = 0


def has_begun() -> bool:
    """Whether this process is on its way out."""
    return _begun.is_set()


class LastingServer(PatientServer):
    """A connection that outlives the stop for long enough to be answered."""

    async def run(self) -> None:
        """Serve it. That the grace is over is no error, which asyncio would log for each connection that it cuts."""
        with suppress(asyncio.CancelledError):
            await super().run()

    async def _read_data(self) -> None:
        await super()._read_data()
        await self.idle_task.stop()

    async def _idle_timeout(self) -> None:
        try:
            async with asyncio.timeout(self.config.keep_alive_timeout):
                await self.context.terminated.wait()
            await asyncio.sleep(LAST_WORD_SECONDS)
        except TimeoutError:
            pass
        await asyncio.shield(self._initiate_server_close())

    async def _close(self) -> None:
        task = asyncio.current_task()
        if task and task.cancelling():
            # The grace is over. Hypercorn would wait until the rest is taken, for ever when nobody takes it.
            self.writer.transport.abort()
        await super()._close()


class EndingConnection(ASGIHTTPConnection):
    """A request that ends when it is told to. Quart's own goes on, unseen, while the stores are closed under it."""

    _answering: "asyncio.Task[None] | None" = None

    async def handle_request(self, request: Request, send: ASGISendCallable) -> None:
        """Answer it."""
        self._answering = asyncio.current_task()
        await super().handle_request(request, send)

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Serve it, and end when Hypercorn cancels us: the grace is over."""
        try:
            await super().__call__(receive, send)
        except asyncio.CancelledError:
            if self._answering:
                self._answering.cancel()
            raise


def install(app: Quart) -> None:
    """Have Hypercorn serve `app` with both. Raises RuntimeError when this version of Hypercorn is made otherwise."""
    app.asgi_http_class = EndingConnection
    if not hasattr(run, "TCPServer"):
        raise RuntimeError("server/web/stopping.py does not fit this version of Hypercorn")
    run.TCPServer = LastingServer
