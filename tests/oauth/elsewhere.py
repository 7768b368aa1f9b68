"""An OpenID issuer and a GitHub that say whatever a test has them say."""

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey
from quart import Quart, request

from tests.site import eventually, free_port, listens

CLIENT, SECRET = "tintype", "a secret of the tests"


@dataclass
class Elsewhere:
    """What it says next. `nonce` and `challenge` come from the address that the site sends people to."""

    port: int
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    published: list[Key] = field(default_factory=list)
    nonce: str = ""
    challenge: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    userinfo: dict[str, Any] = field(default_factory=dict)
    user: dict[str, Any] = field(default_factory=dict)
    emails: list[dict[str, Any]] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)
    picture: bytes = b""
    picture_status: int = 200
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def forget(self) -> None:
        """Say what it said at first."""
        vars(self).update(vars(Elsewhere(self.port, self.key)))

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            # It does not mind which, so that nothing but our own list is in the way of a bad one.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.document

    def all_claims(self) -> dict[str, Any]:
        moment = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": "someone", "iat": moment, "exp": moment + 300}
        said |= {"nonce": self.nonce, "email": "someone@example.org", "email_verified": True, "name": "Some One"}
        return {name: value for name, value in (said | self.claims).items() if value is not None}

    def id_token(self) -> str:
        return self.token or jwt.encode({"alg": "RS256", "kid": self.key.kid}, self.all_claims(), self.key)

    def keys(self) -> KeySet:
        return KeySet(self.published or [self.key])


def _app(elsewhere: Elsewhere) -> Quart:
    app = Quart(__name__)

    @app.before_request
    async def note() -> None:
        elsewhere.asked.append(request.path)

    @app.get("/.well-known/openid-configuration")
    async def metadata() -> dict[str, Any]:
        return elsewhere.metadata()

    @app.get("/keys")
    async def keys() -> dict[str, Any]:
        return dict(elsewhere.keys().as_dict())

    @app.post("/token")
    @app.post("/login/oauth/access_token")
    async def token() -> tuple[dict[str, Any], int]:
        form = await request.form
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = request.headers.get("Authorization") == f"Basic {basic}" or form.get("client_secret") == SECRET
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proven = base64.urlsafe_b64encode(digest).decode().rstrip("=") == elsewhere.challenge
        if not known or not proven or form["code"] != "good":
            return {"error": "invalid_grant"}, 400
        return {"access_token": "an access token", "token_type": "Bearer", "id_token": elsewhere.id_token()}, 200

    @app.get("/userinfo")
    async def userinfo() -> dict[str, Any]:
        return elsewhere.userinfo

    @app.get("/api/v3/user")
    async def user() -> tuple[dict[str, Any], int]:
        return elsewhere.user, 200 if request.headers["Authorization"] == "Bearer an access token" else 401

    @app.get("/api/v3/user/emails")
    async def emails() -> list[dict[str, Any]]:
        return elsewhere.emails

    @app.get("/picture")
    async def picture() -> tuple[bytes, int, dict[str, str]]:
        # Where it says to look when its status is one that leads on.
        return elsewhere.picture, elsewhere.picture_status, {"Location": "/moved"}

    return app


@asynccontextmanager
async def running() -> AsyncIterator[Elsewhere]:
    """It answers until the block ends."""
    elsewhere, stop, config = Elsewhere(free_port()), asyncio.Event(), Config()
    config.bind, config.errorlog = [f"127.0.0.1:{elsewhere.port}"], None
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(_app(elsewhere), config, shutdown_trigger=stop.wait))
        try:
            await eventually(lambda: listens(elsewhere.port))
            yield elsewhere
        finally:
            stop.set()
