"""Asking providers: with an end to time and bytes, and no redirects followed."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

import httpx2
import msgspec
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]

from server.oauth.problems import AWAY, NONSENSE, Problem
from server.oauth.providers import Provider

SECONDS = 10.0
BYTES_MOST = 512 * 1024
# Many times what providers make of a picture, and little enough for a worker to hold.
PICTURE_BYTES_MOST = 5 << 20

T = TypeVar("T")


class Client(AsyncOAuth2Client):  # type: ignore[misc]
    """Authlib's client, which reads no more than BYTES_MOST of an answer."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """The whole answer. Raises httpx2.HTTPError, and Problem when it is too long."""
        answer: httpx2.Response = await super().send(request, **options | {"stream": True})
        try:
            body = await _body(answer, BYTES_MOST)
        finally:
            await answer.aclose()
        return httpx2.Response(answer.status_code, content=body, request=request)


@asynccontextmanager
async def client(provider: Provider, auth_method: str = "client_secret_basic") -> AsyncIterator[Client]:
    """What speaks to a provider in our name; raises Problem for all that goes wrong with that."""
    with _problems():
        async with asyncio.timeout(SECONDS), _client(provider, auth_method) as made:
            yield made


async def get(asking: Client, address: str, shape: type[T]) -> T:
    """The JSON at `address`, as a `shape`, asked for with the access token, if there is one by now.

    Raises what client() turns into Problems.
    """
    answer = await asking.request("GET", address, withhold_token=not asking.token)
    answer.raise_for_status()
    return msgspec.json.decode(answer.content, type=shape)


async def picture(address: str) -> bytes:
    """The bytes at `address`, asked for in nobody's name; up to PICTURE_BYTES_MOST. Raises Problem."""
    headers = {"Accept": "image/*", "Accept-Encoding": "identity"}
    with _problems():
        async with (
            asyncio.timeout(SECONDS),
            httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False, verify=_certificates()) as asking,
            asking.stream("GET", address, headers=headers) as answer,
        ):
            answer.raise_for_status()
            return await _body(answer, PICTURE_BYTES_MOST)


async def _body(answer: httpx2.Response, most: int) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > most:
            raise Problem(NONSENSE, f"more than {most} bytes")
    return bytes(body)


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except (httpx2.TransportError, TimeoutError) as error:
        raise Problem(AWAY, type(error).__name__) from None
    except httpx2.HTTPStatusError as error:
        status = error.response.status_code
        away = status >= 500 or status == HTTPStatus.TOO_MANY_REQUESTS
        raise Problem(AWAY if away else NONSENSE, f"status {status}") from None
    except OAuthError as error:
        raise Problem(NONSENSE, str(error.error)[:80]) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, msgspec.MsgspecError, ValueError) as error:
        raise Problem(NONSENSE, type(error).__name__) from None


def _client(provider: Provider, auth_method: str) -> Client:
    return Client(
        provider.client_id,
        provider.client_secret,
        token_endpoint_auth_method=auth_method,
        redirect_uri=provider.redirect_uri,
        code_challenge_method="S256",
        timeout=SECONDS,
        follow_redirects=False,
        verify=_certificates(),
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: it takes longer than a request."""
    return httpx2.create_ssl_context()
