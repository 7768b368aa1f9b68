"""The disposable process that reads one stranger's picture; run by server/media/process.py, never imported.

It takes one JSON order as its argument and answers in JSON lines: stages, then `ok` or `refused`.
"""

import ctypes
import json
import math
import resource
import signal
import sys
from pathlib import Path
from typing import Any

# Started alone (python -I), so the project is not on the path yet.
sys.path.insert(0, str(Path(__file__).parents[2]))

from server.media.child_decode import decode
from server.media.child_render import largest, render
from server.media.refused import Refused

OUTPUT_BYTES = 64 << 20
OPEN_FILES = 32
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def main() -> None:
    """Carry out the order in argv."""
    order = json.loads(sys.argv[1])
    _limit(order["memory_bytes"], order["seconds"])
    try:
        answer = {"ok": _inspect(order) if order["job"] == "inspect" else _render(order)}
    except Refused as refused:
        answer = {"refused": {"code": refused.code, "sentence": refused.sentence}}
    except MemoryError:
        sys.exit("out of memory")
    _say(answer)


def _limit(memory_bytes: int, seconds: float) -> None:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) or prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        sys.exit("the kernel refused the limits")
    for what, most in (
        (resource.RLIMIT_CPU, math.ceil(seconds)),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_AS, memory_bytes),
    ):
        resource.setrlimit(what, (most, most))


def _inspect(order: dict[str, Any]) -> dict[str, Any]:
    # Every byte is read at any scale; an eighth takes the least time and memory.
    photo = decode(Path(order["source"]), order["max_bytes"], order["max_pixels"], lambda full: (1, 1))
    return {"format": photo.kind, "width": photo.width, "height": photo.height}


def _render(order: dict[str, Any]) -> dict[str, Any]:
    plan = order["plan"]
    photo = decode(Path(order["source"]), order["max_bytes"], order["max_pixels"], lambda full: largest(plan, full))
    return render(photo, plan, Path(order["into"]), _say_stage)


def _say_stage(stage: str, done: int, of: int) -> None:
    _say({"stage": stage, "done": done, "of": of})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
