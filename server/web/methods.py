"""Lets a plain form reach DELETE and PUT: `POST /p/1/like?_method=DELETE`."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

Scope = dict[str, Any]
Asgi = Callable[..., Awaitable[None]]

OVERRIDES = frozenset({"DELETE", "PUT"})


class MethodOverride:
    """ASGI middleware; works before routing."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Change the method of a POST that asks for it."""
        if scope["type"] == "http" and scope["method"] == "POST" and b"_method=" in scope["query_string"]:
            wanted = parse_qs(scope["query_string"].decode("ascii", "ignore")).get("_method", [""])[0].upper()
            if wanted in OVERRIDES:
                scope = scope | {"method": wanted}
        await self.app(scope, receive, send)
