"""Where an address is, in words: a country, as far as the ranges that come with geoip2fast know.

Nobody outside is asked. The ranges of IPv4 and IPv6 take 60 MB and 0.1 s to load (measured), so a process loads them
when it is first asked, in a thread.
"""

import asyncio
from collections.abc import Iterable
from functools import cache
from ipaddress import ip_address

from babel import Locale
from geoip2fast import GeoIP2Fast  # type: ignore[import-untyped]

from server import i18n
from server.i18n import gettext as _
from server.i18n import mark

RANGES = "geoip2fast-ipv6.dat.gz"
HERE = mark("This network")
UNKNOWN = mark("Unknown place")


async def in_words(addresses: Iterable[str]) -> dict[str, str]:
    """Words for each address (IPv4, or IPv6 or the first of its network)."""
    wanted = set(addresses)
    return dict(zip(wanted, await asyncio.to_thread(lambda: [_words(address) for address in wanted]), strict=True))


def _words(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return _(UNKNOWN)
    # The network of the loopback address ::1 is called "::".
    if known.is_private or known.is_loopback or known.is_link_local or known.is_unspecified:
        return _(HERE)
    found = _ranges().lookup(str(known))
    if len(found.country_code) != 2 or found.country_code == "--":
        return _(UNKNOWN)
    names = Locale.parse(i18n.current(), sep="-").territories
    return str(names.get(found.country_code, found.country_name))


@cache
def _ranges() -> GeoIP2Fast:
    return GeoIP2Fast(geoip2fast_data_file=RANGES)
