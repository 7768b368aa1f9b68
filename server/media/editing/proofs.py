"""What the editor previews with: the photo as it was sent, upright and smaller. It is kept nowhere."""

import asyncio
import tempfile
from functools import cache
from pathlib import Path

from server.media import actions, sandbox
from server.media.models import Media
from server.media.storage import store
from server.settings import current

# Each takes as much memory as the photo, of a process that has pages to serve.
AT_ONCE = 2


async def jpeg(media: Media) -> bytes:
    """The proof. Raises sandbox.Refused, sandbox.ChildFailed, store.Missing or store.Corrupt."""
    async with _turn():
        with tempfile.TemporaryDirectory(prefix="tintype-") as folder:
            source, into = Path(folder) / "original", Path(folder) / "made"
            into.mkdir()
            await store.fetch(media.original.sha256, source)
            made = await sandbox.proof(source, into, actions.limits(current()))
            return await asyncio.to_thread(made.read_bytes)


@cache
def _turn() -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)
