"""`python -m server demo`: fills an empty site with people and posts, and says how to sign in."""

import argparse
import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from server import log
from server.app import stores
from server.demo import fill
from server.demo.people import PEOPLE
from server.settings import Settings
from server.stores.child import die_with

PROCESSES = 2


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Fill the site if it is empty. Returns 1 when the photos were not published in time."""
    log.configure("error")
    try:
        return asyncio.run(_fill(settings))
    except TimeoutError:
        print("The worker did not publish the demo's photos in time; `python -m server demo` goes on with it.")
        return 1


async def _fill(settings: Settings) -> int:
    async with stores(settings):
        if await fill.is_wanted():
            # Killed, we could not end those that draw.
            with ProcessPoolExecutor(PROCESSES, get_context("spawn"), die_with, (os.getpid(),)) as executor:
                await fill.fill(executor, lambda words: print(words, flush=True))
        if await fill.is_there():
            print(f"Sign in to the demo as {PEOPLE[0].username} with the password {fill.PASSWORD}", flush=True)
    return 0
