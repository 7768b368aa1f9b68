"""The websocket's door: one socket a tab, each topic authorised in the database when it is joined.

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
from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.media import broadcasts as media_broadcasts
from server.media import queries as media
from server.posts import broadcasts as post_broadcasts
from server.posts.queries import visible_post
from server.realtime import replay, topics
from server.realtime.hub import Away, Hub
from server.realtime.socket import COME_BACK, FAILED, REFUSED, Socket
from server.realtime.topics import Topic
from server.relationships import broadcasts as relationship_broadcasts
from server.settings import current
from server.stores.redis import RedisError
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
        socket.offer(msgspec.json.encode({"topic": name, "refused": True}).decode())
        return
    socket.hold(topic)
    missed: list[str] = []
    try:
        await hub.hear(socket, topic)
        missed = await replay.since(topic, seen) if topic.is_log else await _current(topic, seen)
    finally:
        socket.release(topic, missed)


async def may_hear(viewer: Viewer | None, topic: Topic) -> bool:
    """Whether the database, asked now, lets this viewer hear this topic."""
    match topic.kind:
        case "post" | "comments":
            post = await visible_post(viewer, topic.id)
            return post is not None and post.is_published
        case "progress":
            upload = await media.by_id(topic.id)
            return viewer is not None and upload is not None and upload.owner == viewer.id
        case "account":
            return viewer is not None and viewer.id == topic.id
        case "profile":
            return await accounts.by_id(topic.id) is not None
    return False


async def _current(topic: Topic, seen: str) -> list[str]:
    """The state of a topic as one frame, unless the tab has it already."""
    found = await _state(topic)
    if found is None or str(found[0]) == seen:
        return []
    frame = {"topic": str(topic), "content": found[1], "seen": str(found[0])}
    return [msgspec.json.encode(frame).decode()]


async def _state(topic: Topic) -> tuple[int, str] | None:
    match topic.kind:
        case "post":
            post = await visible_post(None, topic.id)
            return (post.version, post_broadcasts.counts(post)) if post else None
        case "profile":
            account = await accounts.by_id(topic.id)
            return (account.version, relationship_broadcasts.counts(account)) if account else None
        case "progress":
            upload = await media.by_id(topic.id)
            return (upload.version, media_broadcasts.progress(upload)) if upload else None
    return None
