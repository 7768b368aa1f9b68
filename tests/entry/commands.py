"""The commands of operators."""

import asyncio
import os
import subprocess
import sys


async def command(environ: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and complaints of `python -m server ...`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server",
        *arguments,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said, complaint = await process.communicate()
    return process.returncode or 0, said.decode(), complaint.decode()
