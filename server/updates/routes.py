"""The websocket: one a tab, which says what it shows and hears what changes.

The tab sends `{"hear": {"<topic>": "<position seen>"}, "leave": ["<topic>"]}`. It receives frames (see
realtime/publish.py), `{"topic", "refused": true}` for what it may not hear, and `{}` as a beat.
"""

import asyncio
import contextlib
import time

import msgspec
import structlog
from pymongo.errors import PyMongoError
from quart import Blueprint, websocket

from server.accounts import doors, sessions
from server.accounts.models import Viewer
from server.realtime import frames, publish, topics
from server.realtime.hub import Hub
from server.realtime.socket import COME_BACK, FAILED, REFUSED, Socket
from server.realtime.subscriptions import Away
from server.realtime.topics import Topic
from server.settings import current
from server.stores.redis import RedisError
from server.updates.topics import State, may_hear, missed, states
from server.web import lines
from server.web.access import public
from server.web.origin import is_ours

log = structlog.get_logger(__name__)
blueprint = Blueprint("updates", __name__)
hub = Hub()
hub.on_control("session_ended", sessions.forget_session)
hub.on_control("resync", sessions.forget_all)
hub.on_control("account_changed", sessions.forget_account)


# Whose socket it is.
_viewers: dict[Socket, Viewer] = {}
_looking: set[asyncio.Task[None]] = set()


def _look_again(account: str) -> None:
    """What somebody may see has changed: her tabs hear no more of what she may not."""
    for socket in [socket for socket, viewer in _viewers.items() if str(viewer.id) == account]:
        task = asyncio.create_task(_drop_hidden(socket))
        _looking.add(task)
        task.add_done_callback(_looking.discard)


async def _drop_hidden(socket: Socket) -> None:
    guarded = {topic for topic in socket.topics if topic.kind in ("post", "comments", "posted")}
    try:
        allowed = await may_hear(_viewers[socket], guarded)
    except PyMongoError:
        socket.close(COME_BACK)
        return
    for topic in guarded - allowed:
        hub.unhear(socket, topic)
        # Also because its thing has gone, which the tab would not hear any more.
        _refuse(socket, str(topic))


def _refuse(socket: Socket, name: str) -> None:
    """Have the tab take away what it shows of a topic."""
    socket.offer(frames.text(msgspec.json.encode({"topic": name, "refused": True})))


hub.on_control("sight_changed", _look_again)


class Said(msgspec.Struct):
    """What a tab says: the topics it shows, with the position it has seen, and those it shows no more."""

    hear: dict[str, str] = {}
    leave: list[str] = []


class TooMuch(Exception):
    """The tab says more than a page of ours ever would."""


class Rate:
    """How many messages a tab has sent in this second."""

    def __init__(self) -> None:
        self._since, self._number = time.monotonic(), 0

    def count(self) -> None:
        """One more. Raises TooMuch."""
        if time.monotonic() - self._since >= 1:
            self._since, self._number = time.monotonic(), 0
        self._number += 1
        if self._number > current().socket_messages_per_second:
            raise TooMuch


@blueprint.websocket("/updates")
@public
async def updates() -> None:
    """Serve one tab until it goes, or until it must."""
    if not is_ours(websocket.headers, websocket.host):
        await websocket.close(REFUSED)
        return
    viewer = await doors.viewer()
    await websocket.accept()
    line = lines.line()
    socket = Socket(viewer.session if viewer else None, line, current().socket_buffer_kb * 1024)
    hub.enter(socket)
    if viewer:
        _viewers[socket] = viewer
    try:
        await _serve(socket, viewer)
    finally:
        _viewers.pop(socket, None)
        hub.leave(socket)
        line.end()
    if socket.close_code is not None:
        # A tab that takes nothing does not take the farewell either: then the connection just ends.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(lines.FAREWELL_SECONDS):
                await websocket.close(socket.close_code)


async def _serve(socket: Socket, viewer: Viewer | None) -> None:
    """Hear the tab until it goes, or until it must: then with a code after which it knows what to do."""
    try:
        rate = Rate()
        await socket.serve(lambda: _read(socket, viewer, rate))
    except (TooMuch, msgspec.MsgspecError):
        socket.close(REFUSED)
    except (Away, RedisError, TimeoutError):
        socket.close(COME_BACK)
    except (lines.Gone, ConnectionError):
        return
    except Exception as error:
        log.error("socket_failed", exc_info=error)
        socket.close(FAILED)


async def _read(socket: Socket, viewer: Viewer | None, rate: Rate) -> None:
    """Do what the tab says next."""
    said = msgspec.json.decode(await websocket.receive(), type=Said)
    rate.count()
    if viewer is not None and not await sessions.is_alive(viewer):
        raise TooMuch
    for name in said.leave:
        if topic := topics.parse(name):
            hub.unhear(socket, topic)
    if said.hear:
        await _join(socket, viewer, said.hear)


async def _join(socket: Socket, viewer: Viewer | None, asked: dict[str, str]) -> None:
    """Have the socket hear what it may, after what it missed of that; refusals come last."""
    known = {name: topic for name in asked if (topic := topics.parse(name))}
    seen = {topic: asked[name] for name, topic in known.items()}
    allowed = await may_hear(viewer, seen)
    if len(socket.topics | allowed) > current().socket_topics:
        raise TooMuch
    for topic in allowed:
        socket.hold(topic)
    await hub.hear(socket, allowed)
    now = await states(viewer, [topic for topic in allowed if not topic.is_log])
    threads = {topic for topic in allowed if topic.kind == "comments"}
    for topic in threads - (await may_hear(viewer, threads) if threads else set()):
        # The same of a log: that it ended was said before we heard.
        hub.unhear(socket, topic)
        allowed.discard(topic)
    for topic in [topic for topic in seen if topic in allowed]:
        # When this fails the socket is closed, and what was held back goes with it: it came after what the tab missed.
        await socket.catch_up(await _missed(topic, seen[topic], now))
        socket.release(topic)
        if not topic.is_log and topic not in now:
            # It went while we asked; the word that it did was sent before we heard.
            hub.unhear(socket, topic)
            allowed.discard(topic)
    for name in asked:
        if known.get(name) not in allowed:
            _refuse(socket, name)


async def _missed(topic: Topic, seen: str, now: dict[Topic, State]) -> list[str]:
    if topic.is_log:
        return await missed(topic, seen)
    state = now.get(topic)
    if state is None or str(state.version) == seen:
        return []
    return [publish.state_frame(topic, state.version, state.render)]
