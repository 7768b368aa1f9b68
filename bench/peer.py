"""`python -m bench.peer CHANNEL`: becomes Node with peer.mjs, in the same process and so on the same core."""

import os
import sys
from pathlib import Path
from shutil import which

SCRIPT = Path(__file__).with_name("peer.mjs")

if __name__ == "__main__":
    node = which("node", path=f"{os.environ['PATH']}:{Path(sys.executable).parent}")
    if node is None:
        raise SystemExit("There is no Node here: `make bench` sets it up.")
    os.execv(node, [node, str(SCRIPT), *sys.argv[1:]])
