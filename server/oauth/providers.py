"""Whom people may sign in with: those providers that the settings name."""

from typing import NamedTuple

from server.web import pages


class Provider(NamedTuple):
    """A provider as pages show it: its name in addresses, and the one that people know."""

    slug: str
    name: str


@pages.shares("providers")
async def shown() -> list[Provider]:
    """Those that have settings; for the others there is no button."""
    return []
