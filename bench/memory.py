"""The memory of a process, as the kernel counts it."""

import contextlib
from pathlib import Path


def memory_kib(pid: int, kind: str = "VmRSS") -> int:
    """What is resident now, or the most that ever was ("VmHWM"); 0 when the process has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(kind):
                return int(line.split()[1])
    return 0


def children() -> set[int]:
    """The processes that we started and that have not ended."""
    return {int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}
