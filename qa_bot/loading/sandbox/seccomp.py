"""A seccomp filter: which system calls a process may still make, enforced by Linux.

Knows the calls of two architectures and the kernel's filter language (classic
BPF).

The filter is a list of what is allowed. Between Python, its C library and
the libraries that read documents some sixty calls are needed, which change
little from one version to the next, whereas a list of what is forbidden would
have to name each of some four hundred, and every one that a later kernel adds.
A call that is not listed is refused with an error rather than by killing the
process, because libraries try calls that they can do without (urllib3 opens a
socket on import to see whether there is IPv6): EPERM for a call of old, ENOSYS
for one newer than Linux 5.0, upon which C libraries take the older call.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator

from qa_bot.loading.sandbox.libc import prctl

_PR_SET_SECCOMP, _FILTER = 22, 2

# Fields of the kernel's seccomp_data.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_LOAD, _JUMP_EQUAL, _JUMP_ABOVE, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_REFUSE, _UNKNOWN = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS

# 32-bit pointers on x86_64 (x32): the same calls by other numbers.
_X32 = 0x40000000
# From here on numbers are the same everywhere, and C libraries do without the call.
_NEWER = 424

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Numbers on x86_64 and aarch64; None where an architecture has no such call.
ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "newfstatat": (262, 79),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "close": (3, 57),
    "brk": (12, 214),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "futex": (202, 98),
    "getdents64": (217, 61),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getcwd": (79, 17),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "dup": (32, 23),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "membarrier": (324, 283),
    "rseq": (334, 293),
    "getrandom": (318, 278),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
# Allowed with some arguments only.
GUARDED: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None),
    "openat": (257, 56),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "prlimit64": (302, 261),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
}
# Any way of opening but to read, here too for kernels without Landlock.
_O_WRITES = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC
# Whether a file is a terminal, its size, and closing on exec: never typing into a terminal.
_IOCTLS = (0x5401, 0x5413, 0x5450, 0x5451)
# Duplicating, and the flags of a descriptor: never whom the kernel is to send signals.
_FCNTLS = (0, 1, 2, 3, 4, 1030)


def architecture() -> str | None:
    """The one that this process runs on, where there is a filter for it."""
    machine = platform.machine()
    # A 32-bit Python on a 64-bit kernel makes other calls.
    return machine if machine in ARCHITECTURES and sys.maxsize > 2**32 else None


def program(machine: str, process: int) -> list[tuple[int, int, int, int]]:
    """The filter for the process of that id: an instruction's code, two jumps and a constant."""
    column = list(ARCHITECTURES).index(machine)
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_ABOVE, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for numbers in ALLOWED.values():
        steps += _on(numbers[column], [(_RETURN, 0, 0, _ALLOW)])
    for name, numbers in GUARDED.items():
        steps += _on(numbers[column], [*_guard(name, process), (_RETURN, 0, 0, _ALLOW)])
    return [
        *steps,
        (_JUMP_ABOVE, 0, 1, _NEWER),
        (_RETURN, 0, 0, _UNKNOWN),
        (_RETURN, 0, 0, _REFUSE),
    ]


_Step = tuple[int, int, int, int]


def _on(number: int | None, steps: list[_Step]) -> list[_Step]:
    """Take those steps, which end the filter, when that call is made."""
    return [] if number is None else [(_JUMP_EQUAL, 0, len(steps), number), *steps]


def _guard(name: str, process: int) -> Iterator[_Step]:
    """Steps that refuse the call unless its arguments are as they may be."""
    if name in ("open", "openat"):
        yield from _unless_set(1 if name == "open" else 2, _O_WRITES)
    elif name in ("ioctl", "fcntl"):
        yield from _one_of(1, _IOCTLS if name == "ioctl" else _FCNTLS)
    elif name == "prlimit64":
        # To read this process's own limits, never to set any.
        yield from _one_of(0, (0,))
        yield from _one_of(2, (0,))
        yield from _one_of(2, (0,), high=True)
    else:
        # A signal to itself is how a library that finds itself broken ends.
        yield from _one_of(0, (process,))


def _one_of(argument: int, values: tuple[int, ...], *, high: bool = False) -> Iterator[_Step]:
    yield (_LOAD, 0, 0, _ARGUMENTS + 8 * argument + 4 * high)
    for at, value in enumerate(values):
        yield (_JUMP_EQUAL, len(values) - at, 0, value)
    yield (_RETURN, 0, 0, _REFUSE)


def _unless_set(argument: int, bits: int) -> Iterator[_Step]:
    yield (_LOAD, 0, 0, _ARGUMENTS + 8 * argument)
    yield (_JUMP_SET, 0, 1, bits)
    yield (_RETURN, 0, 0, _REFUSE)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def install() -> bool:
    """Hold this process to the filter for good; False where there is none, or no seccomp.

    It must have given up new privileges.
    """
    machine = architecture()
    if machine is None:
        return False
    steps = program(machine, os.getpid())
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    try:
        prctl(
            _PR_SET_SECCOMP,
            _FILTER,
            ctypes.byref(_Program(len(steps), ctypes.addressof(code))),
        )
    except OSError:
        return False
    return True
