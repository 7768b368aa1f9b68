"""`python -m server counters`: compares all counters with what they count, and repairs those that are wrong."""

import argparse
import asyncio

from server import log
from server.app import stores
from server.counters import actions
from server.counters.models import PARENTS
from server.settings import Settings


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Repair, and say what was wrong."""
    log.configure("critical")
    return asyncio.run(_repair(settings))


async def _repair(settings: Settings) -> int:
    async with stores(settings):
        for parent in PARENTS:
            looked, repairs = await actions.reconcile(parent)
            print(f"{looked} {parent} looked at; {len(repairs) or 'nothing'} out of step.")
            for repair in repairs:
                print(f"  {repair}")
    return 0
