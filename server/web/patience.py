"""Long answers to slow readers.

Hypercorn ends a connection whose other side has been silent for `read_timeout`, and who downloads a video is silent for
minutes. Here a connection is ended when, for so long, nothing came and nothing of an answer was taken either.
"""

import asyncio
import fcntl
import sys
import termios
from ssl import SSLError

from hypercorn.asyncio import run
from hypercorn.asyncio.tcp_server import MAX_RECV, TCPServer
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.http_stream import HTTPStream


class PatientServer(TCPServer):
    """Hypercorn's connection, patient with who takes what it is sent."""

    sent = 0

    async def protocol_send(self, event: Event) -> None:
        """Send, and count what was sent."""
        if isinstance(event, RawData):
            self.sent += len(event.data)
        await super().protocol_send(event)

    async def _read_data(self) -> None:
        while not self.reader.at_eof():
            taken = self._taken()
            try:
                # Not wait_for(): until Python 3.12 that keeps a task for each connection that waits.
                async with asyncio.timeout(self.config.read_timeout):
                    data = await self.reader.read(MAX_RECV)
            except TimeoutError:
                if not self._is_answering() or self._taken() == taken:
                    break
            except (OSError, SSLError):
                break
            else:
                await self.protocol.handle(RawData(data))
        await self.protocol.handle(Closed())

    def _is_answering(self) -> bool:
        """Whether a request is being answered; a websocket is kept by its pongs, not by what it is sent."""
        return isinstance(getattr(self.protocol.protocol, "stream", None), HTTPStream)

    def _taken(self) -> int:
        """How many bytes the other side has confirmed: the kernel alone keeps megabytes for who is slow."""
        try:
            waiting = fcntl.ioctl(self.writer.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
        except (OSError, ValueError):
            return self.sent  # the connection is closed
        return self.sent - self.writer.transport.get_write_buffer_size() - int.from_bytes(waiting, sys.byteorder)


def install() -> None:
    """Have Hypercorn serve with it. Raises RuntimeError when this version of Hypercorn is made otherwise."""
    if not hasattr(run, "TCPServer"):
        raise RuntimeError("server/web/patience.py does not fit this version of Hypercorn")
    run.TCPServer = PatientServer
