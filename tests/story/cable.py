"""A network cable between a browser and the site, which can be pulled without anybody being told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Cable:
    """Carries bytes to `port` while it is plugged in; what is sent while it is not is gone, as in a sleep."""

    target: int
    port: int = 0
    plugged: asyncio.Event = field(default_factory=asyncio.Event)
    old: set[asyncio.StreamWriter] = field(default_factory=set)
    dead: set[asyncio.StreamWriter] = field(default_factory=set)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def pull(self) -> None:
        """From now on the open connections are dead, silently, and new ones wait."""
        self.plugged.clear()
        self.dead |= self.old

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.plugged.wait()
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        self.old |= {writer, back}
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await source.read(65536):
                if sink not in self.dead:
                    sink.write(piece)
                    await sink.drain()
            if sink not in self.dead:
                sink.close()


@asynccontextmanager
async def cable(target: int) -> AsyncIterator[Cable]:
    """A plugged-in cable to a port of this machine."""
    made = Cable(target)
    made.plugged.set()
    server = await asyncio.start_server(made.accept, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in made.tasks:
            task.cancel()
        await asyncio.gather(*made.tasks, return_exceptions=True)
