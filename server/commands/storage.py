"""`python -m server storage`: looks through the store and repairs it; `storage verify` reads every byte again."""

import argparse
import asyncio

from server import log
from server.accounts import queries as accounts
from server.app import stores
from server.media.storage import reconcile, verify
from server.media.storage.repairs import Report
from server.media.storage.verify import Wrong
from server.settings import Settings, StartError
from server.stores.documents import dump


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Repair, or verify. Returns 1 when something is and stays wrong. Raises StartError for words it does not know."""
    log.configure("critical")
    match arguments.rest:
        case []:
            return asyncio.run(_repair(settings))
        case ["verify"]:
            return asyncio.run(_verify(settings))
    raise StartError("Say `storage` or `storage verify`.")


async def _repair(settings: Settings) -> int:
    async with stores(settings):
        report = await reconcile.reconcile()
    _show(report)
    return 1 if report.lost else 0


def _show(report: Report) -> None:
    print(f"{report.blobs} different files, {report.bytes / 1e6:,.1f} MB, and {report.uploads} uploads looked at.")
    for name, count in dump(report).items():
        if name not in ("blobs", "bytes", "uploads", "lost") and count:
            print(f"{count:>8}  {name.replace('_', ' ')}")
    for words in report.lost:
        print(words)
    if not report.problems:
        print("Nothing was out of step.")


async def _verify(settings: Settings) -> int:
    read, size, wrong = 0, 0, 0
    async with stores(settings):
        async for blob, found in verify.blobs():
            read, size = read + 1, size + blob.bytes
            if found is not None:
                wrong += 1
                await _tell(found)
        async for found in verify.missing():
            wrong += 1
            await _tell(found)
    print(f"{read} files with {size / 1e6:,.1f} MB read; {wrong or 'nothing'} wrong.")
    if wrong:
        print("`python -m server storage` makes again what can be made again.")
    return 1 if wrong else 0


async def _tell(found: Wrong) -> None:
    owners = await accounts.by_ids(found.uploads.values())
    print(f"{'missing' if found.is_missing else 'corrupt'} {found.sha256}")
    for upload, owner in found.uploads.items():
        name = f"@{owners[owner].username}" if owner in owners else str(owner)
        print(f"  needed by upload {upload} of {name}")
