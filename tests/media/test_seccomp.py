"""The filter of system calls, run here as the kernel would: also for machines that this one is not."""

import errno
import platform

import pytest

from server.media.child import seccomp
from server.media.child.seccomp import Step, filter_for

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
I386 = 0x40000003
THREAD, PROCESS, NAMESPACE = 0x003D0F00, 0x01200011, 0x10000011

# socket, connect, ptrace, io_uring_setup, execve, kill, clone, clone3, prlimit64, openat
CALLS = {
    "x86_64": (41, 42, 101, 425, 59, 62, 56, 435, 302, 257),
    "aarch64": (198, 203, 117, 425, 221, 129, 220, 435, 261, 56),
}


def verdict(steps: list[Step], architecture: int, number: int, first: int = 0) -> int:
    """What the kernel would answer."""
    seen = {0: number, 4: architecture, 16: first}
    loaded, at = 0, 0
    while True:
        code, value, yes, no = steps[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            loaded = seen[value]
        else:
            held = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
            at += yes if held else no


@pytest.mark.parametrize("programs", [True, False])
@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_the_filter_lets_through_what_reading_takes_and_nothing_else(machine: str, programs: bool) -> None:
    steps = filter_for(machine, programs)
    socket, connect, ptrace, io_uring, execve, kill, clone, clone3, prlimit, openat = CALLS[machine]

    def asked(number: int, first: int = 0) -> int:
        return verdict(steps, ARCHITECTURES[machine], number, first)

    assert [asked(number) for number in (socket, connect, ptrace, io_uring)] == [EPERM] * 4
    assert [asked(number) for number in (execve, kill)] == [ALLOW if programs else EPERM] * 2
    assert asked(clone, THREAD) == ALLOW
    assert asked(clone, PROCESS) == (ALLOW if programs else EPERM)
    assert asked(clone, NAMESPACE) == asked(clone, NAMESPACE | THREAD) == EPERM
    assert asked(clone3) == ENOSYS
    assert (asked(prlimit, 0), asked(prlimit, 1234)) == (ALLOW, EPERM)
    assert asked(openat) == ALLOW
    assert [asked(0x40000000 | number) for number in (0, socket, openat)] == [EPERM] * 3


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_a_call_in_the_manner_of_another_machine_is_the_end(machine: str) -> None:
    steps = filter_for(machine, programs=True)
    others = {I386, *ARCHITECTURES.values()} - {ARCHITECTURES[machine]}
    assert {verdict(steps, other, 3) for other in others} == {KILL}


def test_on_a_machine_that_is_not_known_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "s390x")
    with pytest.raises(SystemExit, match="s390x"):
        seccomp.refuse_calls(programs=False)
