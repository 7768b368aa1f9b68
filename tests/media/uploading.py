"""A tus client as bare as the protocol, which can also stop in mid-sentence."""

import asyncio
import base64
import hashlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from bson import ObjectId

from server.media import queries
from server.media.models import Media
from server.media.storage import store
from tests.cast import Person
from tests.site import eventually

VERSION = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}
MEGABYTE = 1 << 20


def film(length: int, seed: int = 0) -> bytes:
    """Bytes that begin as a video does and go on at random."""
    head = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
    return (head + random.Random(seed or length).randbytes(max(0, length - len(head))))[:length]


@dataclass
class Upload:
    """One upload of a person, spoken to through one web process of the site."""

    person: Person
    path: str
    data: bytes
    web: str = "web"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> ObjectId:
        return ObjectId(self.path.rsplit("/", 1)[1])

    async def send(self, method: str, headers: dict[str, str], content: bytes | None = None) -> httpx2.Response:
        url = self.person.site.url_of(self.web) + self.path
        return await self.person.client.request(method, url, headers=VERSION | self.headers | headers, content=content)

    async def patch(self, begin: int, end: int | None = None, headers: dict[str, str] | None = None) -> httpx2.Response:
        """Send the bytes from `begin` to `end` where they belong."""
        said = BYTES | {"Upload-Offset": str(begin)} | (headers or {})
        return await self.send("PATCH", said, self.data[begin:end])

    async def head(self) -> httpx2.Response:
        return await self.send("HEAD", {})

    async def delete(self) -> httpx2.Response:
        return await self.send("DELETE", {})

    async def offset(self) -> int:
        answer = await self.head()
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    async def stands_at(self, offset: int) -> None:
        """Wait until so many bytes are kept."""

        async def is_there() -> bool:
            return await self.offset() == offset

        await eventually(is_there)

    @asynccontextmanager
    async def sending(self, begin: int, headers: dict[str, str] | None = None) -> AsyncIterator[asyncio.StreamWriter]:
        """A PATCH of all bytes from `begin` on, whose body the test writes, or not; the line is cut at the end."""
        _, writer = await self.opened(begin, headers)
        yield writer
        writer.close()
        await writer.wait_closed()

    async def opened(
        self, begin: int, headers: dict[str, str] | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The same, with what the site answers; the test closes the line."""
        port = self.person.site.ports[self.web]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        said = {"Host": f"localhost:{port}", "Cookie": self.person.cookie, "Upload-Offset": str(begin)}
        said |= VERSION | BYTES | {"Content-Length": str(len(self.data) - begin)}
        said |= headers or {}
        lines = [f"PATCH {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
        writer.write("\r\n".join(lines).encode())
        return reader, writer

    async def media(self) -> Media:
        found = await queries.by_id(self.id)
        assert found
        return found

    async def arrived(self, folder: Path) -> bytes:
        """What is kept as the original, once all of it is."""

        async def named() -> str:
            media = await self.media()
            return media.original.sha256 if media.arrival is None else ""

        sha256: str = await eventually(named)
        await store.fetch(sha256, folder / sha256)
        return (folder / sha256).read_bytes()


async def begin(person: Person, data: bytes, web: str = "web", length: int | None = None) -> Upload:
    """A new upload of `data`, of which nothing was sent."""
    answer = await create(person, {"Upload-Length": str(length or len(data)), **named("sea.mp4")}, web)
    assert answer.status_code == 201, answer.text
    return Upload(person, answer.headers["Location"], data, web)


async def create(person: Person, headers: dict[str, str], web: str = "web", content: bytes = b"") -> httpx2.Response:
    url = f"{person.site.url_of(web)}/uploads"
    return await person.client.request("POST", url, headers=VERSION | headers, content=content)


def named(name: str) -> dict[str, str]:
    return {"Upload-Metadata": f"filename {base64.b64encode(name.encode()).decode()}, filetype dmlkZW8vbXA0"}


def checksum(data: bytes, algorithm: str = "sha1") -> dict[str, str]:
    digest = hashlib.new(algorithm, data).digest()
    return {"Upload-Checksum": f"{algorithm} {base64.b64encode(digest).decode()}"}
