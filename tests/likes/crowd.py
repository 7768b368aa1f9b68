"""Hundreds of people with one browser: put into the database, since signing each of them up would take minutes."""

from dataclasses import dataclass

import httpx2
from bson import ObjectId
from quart_auth.extension import _AuthSerializer

from server.accounts import sessions
from server.accounts.doors import COOKIE
from server.settings import current
from server.stores.documents import now
from server.stores.mongo import collection


@dataclass
class Fan:
    """One of the crowd."""

    id: ObjectId
    cookie: str

    async def set_like(self, browser: httpx2.AsyncClient, post: str, *, liked: bool) -> int:
        """Press the heart, or press it again; the status."""
        headers = {"Cookie": self.cookie, "HX-Request": "true", "HX-Target": "form"}
        answer = await browser.request("POST" if liked else "DELETE", f"/p/{post}/like", headers=headers)
        return answer.status_code


async def crowd(number: int) -> list[Fan]:
    """So many people, all signed in."""
    fans = [ObjectId() for _ in range(number)]
    await collection("accounts").insert_many([_account(fan) for fan in fans])
    serializer = _AuthSerializer(current().secret_key, "tintype session")
    return [Fan(fan, f"{COOKIE}={serializer.dumps(await sessions.start(fan, ''))}") for fan in fans]


def _account(fan: ObjectId) -> dict[str, object]:
    words = {"username": f"fan{fan}", "email": f"{fan}@example.org", "name": f"Fan {fan}"}
    return {"_id": fan, "created_at": now(), **words}
