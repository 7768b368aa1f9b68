"""`python -m bench.broadcaster CHANNEL`: websockets as Quart's documentation serves them, to compare with.

A queue for each socket, filled by a broker; here the broker hears a Redis channel.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator

import uvloop
from hypercorn.asyncio import serve
from quart import Quart, websocket

from server.commands.web import calm_garbage_collector, config
from server.settings import current
from server.stores import addresses, redis

CHANNEL = sys.argv[1]


class Broker:
    """From the tutorial "Building a chat server"."""

    def __init__(self) -> None:
        self.connections: set[asyncio.Queue[str]] = set()

    async def publish(self, message: str) -> None:
        """Hand a message to every socket."""
        for connection in self.connections:
            await connection.put(message)

    async def subscribe(self) -> AsyncGenerator[str, None]:
        """The messages for one socket."""
        connection = asyncio.Queue[str]()
        self.connections.add(connection)
        try:
            while True:
                yield await connection.get()
        finally:
            self.connections.remove(connection)


app = Quart("broadcaster")
broker = Broker()


@app.get("/readyz")
async def readyz() -> str:
    """It listens."""
    return "ok"


@app.websocket("/updates")
async def updates() -> None:
    """Send what the broker has."""
    await websocket.accept()
    await websocket.send("joined, and this is all that there is to know")
    async for message in broker.subscribe():
        await websocket.send(message)


@app.while_serving
async def listening() -> AsyncGenerator[None, None]:
    """Hear the channel."""
    await redis.open_client(addresses.addresses(current()).redis_url)
    task = asyncio.create_task(_listen())
    yield
    task.cancel()
    await redis.close_client()


async def _listen() -> None:
    async with redis.connection_for_listening() as client, client.pubsub() as pubsub:
        await pubsub.subscribe(CHANNEL)
        async for message in pubsub.listen():
            if message["type"] == "message":
                await broker.publish(message["data"].decode())


if __name__ == "__main__":
    calm_garbage_collector()
    uvloop.install()
    asyncio.run(serve(app, config(current())))
