"""What there is to reach of alice's, and everybody who might come and try."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import httpx2
from bson import ObjectId
from quart import Quart

from server.accounts import sessions
from server.accounts.doors import COOKIE
from server.accounts.models import Identity, Passkey
from server.settings import current
from server.stores.documents import dump, now
from server.stores.mongo import collection
from server.two_step.models import TrustedDevice
from tests.cast import Cast, Person, join
from tests.documents import account_id, on_its_way, published, upload
from tests.site import Site
from tests.web.test_every_route import VALUES

# Words of alice's that nobody else may read anywhere.
PRIVATE = "for-nobody-but-alice"
# What of her documents others change by what they may do: follow her, like and comment on what is for everybody.
COUNTED = ("followers", "likes", "comments", "version", "seen_at", "talked_at")


class Way(NamedTuple):
    """One way to ask: a route with what is alice's in its address, hidden or shown to everybody, or with nothing."""

    endpoint: str
    method: str
    hidden: str
    shown: str
    nothing: str

    @property
    def is_unsafe(self) -> bool:
        return self.method not in ("GET", "HEAD")


@dataclass(frozen=True)
class Hers:
    """What is alice's: in each address `hidden` names what only she may see, `shown` what is for everybody."""

    account: ObjectId
    hidden: dict[str, str]
    shown: dict[str, str]


async def belongings(people: Cast) -> Hers:
    """Everything that somebody can have, and that an address can name."""
    alice = people.alice
    account = await account_id(alice)
    hidden, way = await on_its_way(alice, f"{PRIVATE} caption")
    draft = await upload(alice)
    await collection("media").update_one({"_id": draft.id}, {"$set": {"original.name": f"{PRIVATE}.jpg"}})
    shown = await published(alice, "for everybody")
    await alice.post(f"/p/{shown}/comments", data={"text": "her own words"})
    comment = (await collection("comments").find_one({"post": ObjectId(shown)}) or {})["_id"]
    device = f"{PRIVATE} device {account}"
    await sessions.start(account, device, address="192.0.2.1", how="password")
    session = (await collection("sessions").find_one({"device": device}) or {})["_id"]
    passkey = Passkey(
        id=urlsafe_b64encode(account.binary).decode().rstrip("="),
        public_key=b"key",
        name=f"{PRIVATE} key",
        uses=0,
        transports=[],
        created_at=now(),
    )
    identity = Identity(key=f"google:{account}", provider="google", email=f"{PRIVATE}@example.org", linked_at=now())
    opens = {"passkeys": dump(passkey), "identities": dump(identity)}
    await collection("credentials").update_one({"_id": account}, {"$push": opens})
    trusted = TrustedDevice(
        id=f"{account}".ljust(48, "0"),
        account=account,
        created_at=now(),
        expires_at=now() + timedelta(days=1),
        device=f"{PRIVATE} phone",
        address="192.0.2.3",
    )
    await collection("trusted_devices").insert_one(dump(trusted))
    common = {
        "username": alice.username,
        "comment_id": str(comment),
        "session_id": session,
        "passkey_id": passkey.id,
        "device_id": trusted.id,
        "sha256": way.rendition.sha256,
        "name": way.rendition.name,
    }
    return Hers(account, common | {"post_id": hidden, "media_id": str(draft.id)}, common | {"post_id": shown})


def every_way(app: Quart, hers: Hers) -> Iterator[Way]:
    """Every route with each of its methods."""
    addresses = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        unnamed = rule.arguments - set(VALUES | hers.hidden)
        assert not unnamed, f"say in VALUES (test_every_route.py) what could stand for {unnamed} of {rule.endpoint}"
        methods = set(rule.methods or ()) - {"OPTIONS"}
        for method in sorted(methods - {"HEAD"} or methods):
            if not rule.websocket:
                named = [VALUES | hers.hidden, VALUES | hers.shown, VALUES]
                made = [{name: values.get(name, "0") for name in rule.arguments} for values in named]
                yield Way(rule.endpoint, method, *(addresses.build(rule.endpoint, one, method=method) for one in made))


async def documents(hers: Hers) -> dict[str, list[dict[str, Any]]]:
    """All that is written of alice, but for what others may count, and what MongoDB deletes since its time is over."""
    hidden = dict.fromkeys(COUNTED, 0)
    lasts = {"$not": {"$lt": now()}}
    mine = {
        "expires_at": lasts,
        "$or": [{"_id": hers.account}, *({name: hers.account} for name in ("account", "owner", "author"))],
    }
    names = (
        "accounts",
        "credentials",
        "sessions",
        "sign_ins",
        "tickets",
        "trusted_devices",
        "media",
        "posts",
        "comments",
    )
    found = {name: await collection(name).find(mine, hidden).sort("_id").to_list(None) for name in names}
    assert all(found[name] for name in names if name not in ("sign_ins", "tickets")), "all of this must be there"
    return found


class Visitors:
    """Cookies of everybody who might come, new for each request: some requests end the session they come with."""

    def __init__(self, app: Quart, people: Cast, suspended: Person) -> None:
        self._app, self.people, self._suspended = app, people, suspended

    async def cookie(self, person: Person, **changed: Any) -> str:
        """The cookie of a new session of somebody, in whose document that is changed."""
        device = secrets.token_hex()
        auth_id = await sessions.start(await account_id(person), device, address="192.0.2.2", how="password")
        if changed:
            await collection("sessions").update_one({"device": device}, {"$set": changed})
        (signer,) = self._app.extensions["QUART_AUTH"]
        return f"{COOKIE}={signer.dump_token(auth_id, self._app)}"

    async def dead(self) -> dict[str, str]:
        """The cookies of who is let in no more, by the reason."""
        alice, moment = self.people.alice, now()
        long_ago = moment - timedelta(days=current().session_idle_days, minutes=1)
        revoked = await self.cookie(alice)
        async with httpx2.AsyncClient(base_url=alice.site.url, headers={"Cookie": revoked}, verify=False) as client:
            assert (await client.get("/notifications")).status_code == 200, "it must have been good before"
            await client.post("/logout")
        return {
            "revoked": revoked,
            "expired": await self.cookie(alice, expires_at=moment - timedelta(seconds=1)),
            "idled out": await self.cookie(alice, seen_at=long_ago),
            "suspended": await self.cookie(self._suspended),
            "broken": f"{(await self.cookie(alice))[:-3]}AAA",
        }


async def suspended(site: Site, username: str) -> Person:
    """Somebody whose account was suspended; her browser has the cookie still."""
    person = await join(site, username)
    await collection("accounts").update_one({"username": username}, {"$set": {"suspended_at": now()}})
    return person
