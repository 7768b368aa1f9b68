"""In the child: a filter of system calls, for good and for all programs that it starts.

There is no network (no new socket of any kind), no looking into other processes, nothing that administers the machine.
It is written as a program for the kernel (classic BPF), and knows x86-64 and 64-bit ARM. On other machines the child
ends: nobody's photos are published there until somebody adds the numbers below.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import NamedTuple

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_KILL_PROCESS, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Where struct seccomp_data has these; of the first argument the lower half.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
# Numbers from here on belong to the x32 variant of x86-64; other numbers that large exist nowhere.
_X32 = 0x40000000

_CLONE_NAMESPACES, _CLONE_THREAD = 0x7E020000, 0x00010000

# name: number on x86-64, number on 64-bit ARM (-1: there is none)
_NEVER = {
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "accept4": (288, 242),
    "sendmmsg": (307, 269),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "setpgid": (109, 154),
    "setsid": (112, 157),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "syslog": (103, 116),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "personality": (135, 92),
    "iopl": (172, -1),
    "ioperm": (173, -1),
    "modify_ldt": (154, -1),
}
# What starts programs, and what it takes to deal with them
_PROGRAMS = {
    "fork": (57, -1),
    "vfork": (58, -1),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
}
_CLONE, _CLONE3, _PRLIMIT = (56, 220), (435, 435), (302, 261)


class Step(NamedTuple):
    """An instruction: `yes` and `no` say how many of the following ones to skip."""

    code: int
    value: int
    yes: int = 0
    no: int = 0


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


# machine: which column, what the kernel calls it
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def refuse_calls(programs: bool) -> None:
    """From now on the calls above fail with EPERM; unless `programs` is true, so do those that start programs.

    Exits on machines that are not known here, and when the kernel refuses the filter.
    """
    machine = platform.machine()
    if machine not in _MACHINES:
        sys.exit(f"strangers' files cannot be read safely on this kind of machine ({machine}): see child_seccomp.py")
    steps = filter_for(machine, programs)
    packed = b"".join(struct.pack("=HBBI", step.code, step.yes, step.no, step.value) for step in steps)
    program = _Program(len(steps), packed)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        sys.exit(f"the kernel refused the filter of system calls: {os.strerror(ctypes.get_errno())}")


def filter_for(machine: str, programs: bool) -> list[Step]:
    """The filter's instructions."""
    column, architecture = _MACHINES[machine]
    refused = _NEVER if programs else _NEVER | _PROGRAMS
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
        Step(_EQUAL, _CLONE3[column], 0, 1),
        _refuse(errno.ENOSYS),
        *_only_own_limits(_PRLIMIT[column]),
        *_only_plain_clones(_CLONE[column], programs),
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
