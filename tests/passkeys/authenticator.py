"""A passkey in software: it signs what it is told to, right or wrong."""

import base64
import hashlib
import itertools
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from tests.cast import Person

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40

Json = dict[str, Any]

_numbers = itertools.count(1)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


@dataclass
class Passkey:
    """One key pair. `uses`: its counter; None for one that does not count, as those that are synced."""

    origin: str
    rp_id: str = "localhost"
    id: bytes = field(default_factory=lambda: b"passkey for the tests" + struct.pack(">I", next(_numbers)))
    handle: bytes = b""
    uses: int | None = 0
    flags: int = PRESENT | VERIFIED
    cross_origin: bool = False
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    @property
    def name(self) -> str:
        """How addresses and options call it."""
        return encoded(self.id)

    def made(self, options: Json, **response: Any) -> Json:
        """What navigator.credentials.create() answers."""
        self.handle = decoded(options["user"]["id"])
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(self._public_key())
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + attested}
        answer = {
            "clientDataJSON": encoded(self._client_data("webauthn.create", options)),
            "attestationObject": encoded(cbor2.dumps(statement)),
            "transports": ["internal"],
        }
        return self._credential(answer | response)

    def signed(self, options: Json, **response: Any) -> Json:
        """What navigator.credentials.get() answers."""
        if self.uses is not None:
            self.uses += 1
        client_data, data = self._client_data("webauthn.get", options), self._data()
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        answer = {
            "clientDataJSON": encoded(client_data),
            "authenticatorData": encoded(data),
            "signature": encoded(signature),
            "userHandle": encoded(self.handle),
        }
        return self._credential(answer | response)

    def _credential(self, response: Json) -> Json:
        return {"id": self.name, "rawId": self.name, "type": "public-key", "response": response}

    def _data(self, more: int = 0) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", self.flags | more, self.uses or 0)

    def _client_data(self, kind: str, options: Json) -> bytes:
        said = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        }
        return json.dumps(said).encode()

    def _public_key(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}


async def asked(person: Person, path: str) -> Json:
    """The options that the site gives her browser at `path`."""
    answer = await person.post(f"{path}/options", json={})
    assert answer.status_code == 200, answer.text
    options: Json = answer.json()
    return options


async def tell(person: Person, path: str, credential: Any, **more: Any) -> tuple[int, str]:
    """Send what a passkey answered: the status, and where it leads or what is wrong."""
    answer = await person.post(path, json={"credential": credential, **more}, follow_redirects=False)
    if answer.status_code == 303:
        return 303, answer.headers["Location"]
    return answer.status_code, answer.json()["error"]


async def add(person: Person, passkey: Passkey) -> None:
    """Have her own this passkey."""
    options = await asked(person, "/settings/passkeys")
    assert await tell(person, "/settings/passkeys", passkey.made(options)) == (303, "/settings/passkeys")


async def sign_in(person: Person, passkey: Passkey, **wrong: Any) -> tuple[int, str]:
    """Sign in with it: where that leads, or what is wrong."""
    options = await asked(person, "/login/passkey")
    return await tell(person, "/login/passkey", passkey.signed(options, **wrong))
