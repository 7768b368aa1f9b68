"""In the child: what it gives up before it looks at a stranger's file, so that a decoder which that file takes over
finds little to do. Programs that it starts inherit all of it.

Its parent says in the order how much memory and time there is, and which paths it needs. Without the filter of system
calls (seccomp.py) nothing is read, on no machine; Landlock (landlock.py) does what the kernel can.
"""

import ctypes
import math
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from server.media.child.landlock import keep_to_paths
from server.media.child.seccomp import refuse_calls

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38

_SERVER = Path(__file__).parents[2]
# The interpreter, installed packages, this project's code and the system's libraries
_CODE = (sys.prefix, sys.base_prefix, str(_SERVER), "/usr", "/lib", "/lib64", "/etc/ld.so.cache")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/sys/devices/system/cpu", "/proc/cpuinfo")


def limit(order: dict[str, Any]) -> None:
    """Give up what this order does not need. Exits when the kernel does not let it."""
    bounds = order["bounds"]
    if _prctl(PR_SET_NO_NEW_PRIVS, 1):
        sys.exit("the kernel refused PR_SET_NO_NEW_PRIVS")
    die_with_parent()
    for what, most in (
        (resource.RLIMIT_CPU, math.ceil(bounds["cpu_seconds"])),
        (resource.RLIMIT_FSIZE, bounds["output_bytes"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, bounds["open_files"]),
        (resource.RLIMIT_AS, bounds["memory_bytes"]),
    ):
        resource.setrlimit(what, (most, most))
    keep_to_paths([*_CODE, *_DEVICES, *bounds["reads"]], bounds["writes"])
    refuse_calls(bounds["programs"])


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends. For programs of its own: as their `preexec_fn`."""
    if _prctl(PR_SET_PDEATHSIG, signal.SIGKILL):
        sys.exit("the kernel refused PR_SET_PDEATHSIG")


def _prctl(option: int, value: int) -> int:
    return int(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0))
