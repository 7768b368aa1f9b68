"""Recovery codes: for who has lost her app. Each is good once.

Digits only, so that a telephone's number pad writes them where a code of the app is asked for. 16 of them are 53 bits:
no guess over the net finds them, and for guesses at a stolen store they are hashed as passwords are.
"""

import secrets

from argon2.low_level import Type, hash_secret_raw
from bson import ObjectId

from server.accounts import passwords

COUNT = 10
DIGITS = 16
GROUP = 4


def new() -> list[str]:
    """Ten new codes, such as "0123 4567 8901 2345"."""
    numbers = [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _ in range(COUNT)]
    return [" ".join(number[start : start + GROUP] for start in range(0, DIGITS, GROUP)) for number in numbers]


def plain(typed: str) -> str:
    """A code as it is compared: without the spaces and dashes that people put between its groups."""
    return "".join(typed.replace("-", " ").split())


async def hashed(account_id: ObjectId, *codes: str) -> list[str]:
    """What the store keeps of these codes. A code's hash is the same each time, so that it is found by it.

    Raises TooManyRequests when too many others wait for a hash.
    """
    return await passwords.in_turn(lambda: [_hashed(account_id, plain(code)) for code in codes])


def _hashed(account_id: ObjectId, code: str) -> str:
    # argon2id with the parameters of passwords; an account's id is a salt that no other account has.
    return hash_secret_raw(
        code.encode(), account_id.binary, time_cost=2, memory_cost=19456, parallelism=1, hash_len=24, type=Type.ID
    ).hex()
