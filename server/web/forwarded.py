"""What proxies in front say of a request: who sent it, for which host, and whether over https."""

from collections.abc import Awaitable, Callable
from typing import Any

from hypercorn.middleware import ProxyFixMiddleware

Asgi = Callable[..., Awaitable[None]]

SOCKET_SCHEMES = {"http": "ws", "https": "wss"}


def believe(app: Asgi, hops: int) -> Asgi:
    """`app`, believing the X-Forwarded-… headers of so many proxies."""

    async def with_socket_scheme(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            # Proxies say http of a websocket, too; no address of a websocket would be found under that.
            scope["scheme"] = SOCKET_SCHEMES.get(scope["scheme"], scope["scheme"])
        await app(scope, receive, send)

    return ProxyFixMiddleware(with_socket_scheme, trusted_hops=hops)  # type: ignore[arg-type]
