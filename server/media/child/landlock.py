"""In the child: Landlock, with which a process limits itself to some paths. It does as much as the kernel can."""

import ctypes
import os
import stat
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FOLDER, _REMOVE, _MAKE_FOLDER, _MAKE, _TRUNCATE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 14
_RUN_AND_READ = _EXECUTE | _READ | _LIST
_MAKE_FILES = _READ | _LIST | _WRITE | _TRUNCATE | _MAKE | _REMOVE | _MAKE_FOLDER | _REMOVE_FOLDER
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE

# How many rights over files there are, by the version of Landlock: all are given up but for what a rule grants.
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_LATEST_RIGHTS = 16
# TCP (from version 4), signals to strangers and abstract sockets (from 6): given up without an exception.
_NETWORK, _SCOPES = 0b11, 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Of the kernel's Landlock; less than 1 when there is none."""
    return int(_syscall()(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION))


def keep_to_paths(reads: Iterable[str], writes: Iterable[str]) -> None:
    """From now on only `reads` can be read and run, and only in the folders `writes` files can be made."""
    syscall, known = _syscall(), version()
    if known < 1:
        return
    rights = (1 << _RIGHTS.get(known, _LATEST_RIGHTS)) - 1
    ruleset = _Ruleset(rights, _NETWORK if known >= 4 else 0, _SCOPES if known >= 6 else 0)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    rules = syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), 0)
    for paths, allowed in ((reads, _RUN_AND_READ), (writes, _MAKE_FILES)):
        for path in paths:
            _allow(syscall, rules, path, allowed & rights)
    if syscall(_RESTRICT_SELF, rules, 0):
        raise OSError(ctypes.get_errno(), "the kernel refused the Landlock rules")
    os.close(rules)


def _allow(syscall: "ctypes._NamedFuncPointer", rules: int, path: str, allowed: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(parent).st_mode):
        allowed &= _OF_FILES
    beneath = _PathBeneath(allowed, parent)
    if syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(beneath), 0):
        raise OSError(ctypes.get_errno(), f"the kernel refused the Landlock rule for {path}")
    os.close(parent)


def _syscall() -> "ctypes._NamedFuncPointer":
    return ctypes.CDLL(None, use_errno=True).syscall
