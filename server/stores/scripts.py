"""Scripts that run inside Redis, called by their digest: the text travels once."""

import hashlib
from collections.abc import Sequence
from typing import Any

from redis.exceptions import NoScriptError

from server.stores.redis import redis

Argument = str | bytes | int


class Script:
    """One script; Redis may have forgotten it at any moment."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, keys: Sequence[str], *arguments: Argument) -> Any:
        """Run it with these KEYS and ARGV; its answer. Raises RedisError."""
        try:
            return await redis().evalsha(self._digest, len(keys), *keys, *arguments)
        except NoScriptError:
            return await redis().eval(self._text, len(keys), *keys, *arguments)
