"""The websocket: one a tab, which says what it shows and hears what changes.

The tab sends `{"hear": {"<topic>": "<position seen>"}, "leave": ["<topic>"]}`. It receives frames (see
realtime/publish.py), `{"topic", "refused": true}` for what it may not hear, and `{}` as a beat.
"""

import asyncio
import contextlib
import time

import msgspec
import structlog
from quart import Blueprint, websocket

from server.accounts import doors, sessions
from server.accounts.models import Viewer
from server.realtime import publish, replay, topics
from server.realtime.hub import Away, Hub
from server.realtime.socket import COME_BACK, FAILED, REFUSED, Socket
from server.settings import current
from server.stores.redis import RedisError
from server.updates.topics import may_hear, state
from server.web.access import public
from server.web.origin import is_ours

BEAT_SECONDS = 20
FAREWELL_SECONDS = 2
BEAT = "{}"

log = structlog.get_logger(__name__)
blueprint = Blueprint("updates", __name__)
hub = Hub()
hub.on_control("session_ended", sessions.forget_session)
hub.on_control("account_changed", sessions.forget_account)


class Said(msgspec.Struct):
    """What a tab says: the topics it shows, with the position it has seen, and those it shows no more."""

    hear: dict[str, str] = {}
    leave: list[str] = []


class TooMuch(Exception):
    """The tab says more than a page of ours ever would."""


@blueprint.websocket("/updates")
@public
async def updates() -> None:
    """Serve one tab until it goes, or until it must."""
    if not is_ours(websocket.headers, websocket.host):
        await websocket.close(REFUSED)
        return
    viewer = await doors.viewer()
    await websocket.accept()
    socket = Socket(viewer.session if viewer else None, current().socket_inbox)
    hub.enter(socket)
    asyncio.get_running_loop().call_later(BEAT_SECONDS, _beat, socket)
    try:
        await _serve(socket, viewer)
    finally:
        hub.leave(socket)


async def _serve(socket: Socket, viewer: Viewer | None) -> None:
    """Read and write until one of both ends, and close with a code after which the tab knows what to do."""
    tasks = [asyncio.create_task(_read(socket, viewer)), asyncio.create_task(_write(socket))]
    for task in tasks:
        task.add_done_callback(lambda task: socket.close(_code(task)))
    try:
        code = await socket.must_close()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    # A tab that takes nothing does not take the farewell either: then the connection just ends.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_SECONDS):
            await websocket.close(code)


async def _write(socket: Socket) -> None:
    send = websocket.send
    while True:
        for frame in await socket.take():
            await send(frame)


def _beat(socket: Socket) -> None:
    if socket in hub.sockets:
        socket.offer(BEAT)
        asyncio.get_running_loop().call_later(BEAT_SECONDS, _beat, socket)


def _code(task: "asyncio.Task[None]") -> int:
    if task.cancelled():
        return COME_BACK
    error = task.exception()
    if isinstance(error, TooMuch | msgspec.MsgspecError):
        return REFUSED
    if isinstance(error, Away | RedisError):
        return COME_BACK
    log.error("socket_failed", exc_info=error)
    return FAILED


async def _read(socket: Socket, viewer: Viewer | None) -> None:
    window, count = time.monotonic(), 0
    while True:
        said = msgspec.json.decode(await websocket.receive(), type=Said)
        if time.monotonic() - window >= 1:
            window, count = time.monotonic(), 0
        count += 1
        if count > current().socket_messages_per_second:
            raise TooMuch
        if viewer is not None and not await sessions.is_alive(viewer):
            raise TooMuch
        for name in said.leave:
            if topic := topics.parse(name):
                hub.unhear(socket, topic)
        for name, seen in said.hear.items():
            if len(socket.topics) >= current().socket_topics:
                raise TooMuch
            await _join(socket, viewer, name, seen)


async def _join(socket: Socket, viewer: Viewer | None, name: str, seen: str) -> None:
    topic = topics.parse(name)
    if topic is None or not await may_hear(viewer, topic):
        _refuse(socket, name)
        return
    socket.hold(topic)
    missed: list[str] = []
    try:
        await hub.hear(socket, topic)
        if topic.is_log:
            missed = await replay.since(topic, seen)
        elif (now := await state(topic)) is None:
            # It went while we asked; the word that it did was sent before we heard.
            hub.unhear(socket, topic)
            _refuse(socket, name)
        elif str(now.version) != seen:
            missed = [publish.state_frame(topic, now.version, now.content)]
    finally:
        socket.release(topic, missed)


def _refuse(socket: Socket, name: str) -> None:
    socket.offer(msgspec.json.encode({"topic": name, "refused": True}).decode())
