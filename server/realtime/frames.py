"""Websocket frames as the bytes that go over the line: made once, written to many sockets."""

import struct

_TEXT = 0x81  # a text message in one frame
_SHORT, _MEDIUM = 126, 1 << 16

PING = b"\x89\x00"


def text(message: str | bytes) -> bytes:
    """The frame of a text message (UTF-8, when it is bytes already), as a server sends it."""
    payload = message.encode() if isinstance(message, str) else message
    size = len(payload)
    if size < _SHORT:
        return bytes((_TEXT, size)) + payload
    if size < _MEDIUM:
        return struct.pack("!BBH", _TEXT, 126, size) + payload
    return struct.pack("!BBQ", _TEXT, 127, size) + payload


def message(frame: bytes) -> str:
    """The text in a frame that text() made."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :].decode()


BEAT = text("{}")
