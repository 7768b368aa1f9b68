"""Files as faulty disks, broken downloads and attackers make them of sound ones."""

import random

HEAD = 400


def mutated(content: bytes, rng: random.Random) -> bytes:
    """One to three changes, each of some kind."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        content = rng.choice((_cut, _flip, _flip_head, _overwrite, _lie, _lose, _repeat, _blank, _stuff))(content, rng)
    return content


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _flip(content: bytes, rng: random.Random) -> bytes:
    return _flipped(content, rng, len(content), rng.choice((1, 5, 50)))


def _flip_head(content: bytes, rng: random.Random) -> bytes:
    return _flipped(content, rng, HEAD, rng.choice((1, 3, 10)))


def _flipped(content: bytes, rng: random.Random, most: int, times: int) -> bytes:
    changed = bytearray(content)
    for _ in range(times if changed else 0):
        changed[rng.randrange(min(most, len(changed)))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _overwrite(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    noise = rng.randbytes(rng.choice((1, 4, 16, 200)))
    return content[:at] + noise + content[at + len(noise) :]


def _lie(content: bytes, rng: random.Random) -> bytes:
    """A number near the beginning that is as large, or as small, as can be."""
    at = rng.randrange(min(HEAD, len(content)) + 1)
    number = rng.choice(
        (b"\xff", b"\x7f\xff", b"\xff\xff", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(2), bytes(4))
    )
    return content[:at] + number + content[at + len(number) :]


def _lose(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + content[at + rng.choice((1, 8, 100, 5_000)) :]


def _repeat(content: bytes, rng: random.Random) -> bytes:
    at, length = rng.randrange(len(content) + 1), rng.choice((1, 8, 100, 5_000))
    return content[: at + length] + content[at:]


def _blank(content: bytes, rng: random.Random) -> bytes:
    at, length = rng.randrange(len(content) + 1), rng.choice((4, 100, 5_000))
    return content[:at] + bytes(len(content[at : at + length])) + content[at + length :]


def _stuff(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.randbytes(rng.choice((1, 8, 1_000))) + content[at:]
