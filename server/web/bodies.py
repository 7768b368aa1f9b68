"""Bodies of requests: forms of so many fields at most, and the rest of what still comes when all is said.

Who answers early and closes makes a browser that still sends say that the connection broke, instead of showing the
answer: the way to the login page, say, when a session ended before a photo was sent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from quart.formparser import FormDataParser
from quart.wrappers.request import Body
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

Asgi = Callable[..., Awaitable[None]]
Message = dict[str, Any]

LINGER_SECONDS = 60.0
BODILESS = frozenset({"GET", "HEAD"})


class BoundedForms(FormDataParser):
    """Quart's parser, which counts the parts of a form with files only: each field costs more than it weighs."""

    async def parse(
        self, body: Body, mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[MultiDict[str, Any], MultiDict[str, Any]]:
        """The fields and files of a form. Raises RequestEntityTooLarge."""
        most = self.max_form_parts
        if most and mimetype != "multipart/form-data" and (await body).count(b"&") >= most:
            raise RequestEntityTooLarge
        return await super().parse(body, mimetype, content_length, options)


class WholeBody:
    """ASGI middleware around an app that keeps receiving while it answers, as Quart does."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hold the answer back until the body has arrived, whose rest is thrown away."""
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self.app(scope, receive, send)
            return
        arrived, is_answered = asyncio.Event(), False

        async def take() -> Message:
            message: Message = await receive()
            if not message.get("more_body"):
                arrived.set()
            return message | {"body": b""} if is_answered else message

        async def answer(message: Message) -> None:
            nonlocal is_answered
            if not is_answered and not arrived.is_set():
                is_answered = True
                with suppress(TimeoutError):
                    await asyncio.wait_for(arrived.wait(), LINGER_SECONDS)
            await send(message)

        await self.app(scope, take, answer)
