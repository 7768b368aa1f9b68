"""`python -m server invitation [--uses N] [--days D]`: makes an invitation and prints it, this once."""

import argparse
import asyncio
from datetime import timedelta

from server import log
from server.accounts import invitations
from server.app import stores
from server.settings import INVITATION, Settings, StartError


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the code and the link that carries it. Raises StartError for numbers that let nobody in."""
    log.configure("critical")
    if arguments.uses < 1 or arguments.days < 1:
        raise StartError("--uses and --days must be at least 1.")
    return asyncio.run(_invite(settings, arguments.uses, timedelta(days=arguments.days)))


async def _invite(settings: Settings, uses: int, lasts: timedelta) -> int:
    async with stores(settings):
        code = await invitations.make(uses, lasts)
    people = "one person" if uses == 1 else f"{uses} people"
    print(f"{code}\n{settings.address}/signup?invitation={code}")
    print(f"It lets {people} join, within {lasts.days} {'day' if lasts.days == 1 else 'days'}. It is shown this once.")
    if settings.signup_mode != INVITATION:
        print(f"SIGNUP_MODE is {settings.signup_mode}: nobody is asked for an invitation.")
    return 0
