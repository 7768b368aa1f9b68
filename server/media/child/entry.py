"""The disposable process that reads one stranger's file; run by server/media/process.py, never imported.

It takes one JSON order as its argument and answers in JSON lines: stages, then `ok` or `refused`. Before it opens the
file it gives up whatever it does not need for that: see limits.py.
"""

import importlib
import itertools
import json
import mmap
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

# Started alone (python -I), so the project is not on the path yet.
sys.path.insert(0, str(Path(__file__).parents[3]))

from server.media import sentences
from server.media.child.limits import limit
from server.media.child.walk import MOST_PARTS, gif_blocks
from server.media.kinds import VIDEOS
from server.media.refused import Refused


def main() -> None:
    """Carry out the order in argv."""
    order = json.loads(sys.argv[1])
    limit(order)
    try:
        answer = {"ok": _carry_out(order)}
    except Refused as refused:
        said = {"code": refused.code, "message": refused.message, "values": dict(refused.values)}
        answer = {"refused": said}
    except MemoryError:
        sys.exit("out of memory")
    _say(answer)


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    if order["job"] == "prove":
        return {"leftovers": _module("prove").prove([Path(file) for file in order["files"]])}
    source, kind = Path(order["source"]), order["kind"]
    moves = kind in VIDEOS or (kind == "gif" and _has_two_pictures(source))
    if moves and (order["job"] == "proof" or order.get("plan") == "avatar"):
        raise Refused("video", sentences.AVATAR_MOVES)
    reader = _module("video.film" if moves else "photo")
    if order["job"] == "inspect":
        return dict(reader.inspect(source, kind, order))
    if order["job"] == "proof":
        return dict(reader.proof(source, kind, order))
    return dict(reader.render(source, kind, order, _say_stage))


def _module(name: str) -> ModuleType:
    """Loaded only now: what reads videos takes longer to load than most photos take, and no code is safer than none."""
    return importlib.import_module(f"server.media.child.{name}")


def _has_two_pictures(gif: Path) -> bool:
    with gif.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        blocks = itertools.islice(gif_blocks(data), MOST_PARTS)
        pictures = (block for block in blocks if block.name == b",")
        return len(list(itertools.islice(pictures, 2))) == 2


def _say_stage(stage: str, done: int, of: int) -> None:
    _say({"stage": stage, "done": done, "of": of})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
