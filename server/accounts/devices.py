"""What a browser says of itself, in words: "Firefox on Windows"."""

import asyncio
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ua_parser import parse

from server.i18n import gettext as _

KEPT_MOST = 1_000
# "Mobile Safari", "Chrome Mobile iOS": people know them without these.
BESIDES = re.compile(r"^Headless|\b(?:Mobile|iOS)\b")
SYSTEMS = {"Mac OS X": "macOS", "Chrome OS": "ChromeOS"}
# What these are called says more than their system.
HAND_HELD = ("iPhone", "iPad", "iPod")


async def in_words(texts: Iterable[str]) -> dict[str, str]:
    """Words for each User-Agent. In a thread: to read the first takes 0.1 s and some 30 MB, later ones up to 20 ms."""
    wanted = set(texts)
    return dict(zip(wanted, await asyncio.to_thread(lambda: [_words(text) for text in wanted]), strict=True))


def is_hand_held(text: str) -> bool:
    """Whether this is the User-Agent of a phone or the like; quick when in_words() has read it."""
    return _read(text).system in (*HAND_HELD, "Android")


class _Names(NamedTuple):
    """What people call a browser and its system, in every language; empty when it does not say."""

    browser: str
    system: str


def _words(text: str) -> str:
    named = _read(text)
    browser = named.browser or _("Unknown browser")
    return _("%(browser)s on %(system)s", browser=browser, system=named.system) if named.system else browser


@lru_cache(KEPT_MOST)
def _read(text: str) -> _Names:
    found = parse(text)
    browser = " ".join(BESIDES.sub("", found.user_agent.family).split()) if found.user_agent else ""
    system = found.os.family if found.os else ""
    if found.device and found.device.family in HAND_HELD:
        system = found.device.family
    return _Names(browser, SYSTEMS.get(system, system))
