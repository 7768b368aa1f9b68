"""In the child: a filter of system calls, for good and for all programs that it starts.

There is no network (no new socket of any kind), no looking into other processes, nothing that administers the machine.
It is written as a program for the kernel (classic BPF), and knows x86-64 and 64-bit ARM. On other machines the child
ends: nobody's photos are published there until somebody adds their numbers to child_seccomp_calls.py.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import NamedTuple

from server.media.child.seccomp_calls import CLONE, CLONE3, MACHINES, NEVER, PRLIMIT, PROGRAMS

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_KILL_PROCESS, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Where struct seccomp_data has these; of the first argument the lower half.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
# Numbers from here on belong to the x32 variant of x86-64; other numbers that large exist nowhere.
_X32 = 0x40000000

_CLONE_NAMESPACES, _CLONE_THREAD = 0x7E020000, 0x00010000


class Step(NamedTuple):
    """An instruction: `yes` and `no` say how many of the following ones to skip."""

    code: int
    value: int
    yes: int = 0
    no: int = 0


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def refuse_calls(programs: bool) -> None:
    """From now on the listed calls fail with EPERM; unless `programs` is true, so do those that start programs.

    Exits on machines that are not known here, and when the kernel refuses the filter.
    """
    machine = platform.machine()
    if machine not in MACHINES:
        sys.exit(
            f"strangers' files cannot be read safely on this kind of machine ({machine}): see child_seccomp_calls.py"
        )
    steps = filter_for(machine, programs)
    packed = b"".join(struct.pack("=HBBI", step.code, step.yes, step.no, step.value) for step in steps)
    program = _Program(len(steps), packed)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        sys.exit(f"the kernel refused the filter of system calls: {os.strerror(ctypes.get_errno())}")


def filter_for(machine: str, programs: bool) -> list[Step]:
    """The filter's instructions."""
    column, architecture = MACHINES[machine]
    refused = NEVER if programs else NEVER | PROGRAMS
    numbers = [pair[column] for pair in refused.values() if pair[column] >= 0]
    return [
        Step(_LOAD, _ARCHITECTURE),
        Step(_EQUAL, architecture, 1, 0),
        Step(_RETURN, _KILL_PROCESS),
        Step(_LOAD, _NUMBER),
        Step(_AT_LEAST, _X32, 0, 1),
        _refuse(errno.EPERM),
        *(step for number in numbers for step in (Step(_EQUAL, number, 0, 1), _refuse(errno.EPERM))),
        # Its flags lie where a filter cannot see them; C libraries then turn to clone().
        Step(_EQUAL, CLONE3[column], 0, 1),
        _refuse(errno.ENOSYS),
        *_only_own_limits(PRLIMIT[column]),
        *_only_plain_clones(CLONE[column], programs),
        Step(_RETURN, _ALLOW),
    ]


def _only_own_limits(number: int) -> list[Step]:
    """prlimit() of another process is refused."""
    return [
        Step(_EQUAL, number, 0, 4),
        Step(_LOAD, _FIRST_ARGUMENT),
        Step(_EQUAL, 0, 1, 0),
        _refuse(errno.EPERM),
        Step(_RETURN, _ALLOW),
    ]


def _only_plain_clones(number: int, programs: bool) -> list[Step]:
    """clone() makes no namespaces, and no processes where no programs may run: then it must be for a thread."""
    if programs:
        tests = [Step(_ANY_BIT, _CLONE_NAMESPACES, 0, 1)]
    else:
        tests = [Step(_ANY_BIT, _CLONE_NAMESPACES, 1, 0), Step(_ANY_BIT, _CLONE_THREAD, 1, 0)]
    return [Step(_EQUAL, number, 0, 2 + len(tests)), Step(_LOAD, _FIRST_ARGUMENT), *tests, _refuse(errno.EPERM)]


def _refuse(error: int) -> Step:
    return Step(_RETURN, _ERRNO | error)
