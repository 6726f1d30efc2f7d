"""seccomp: restrict which system calls a process may make, on Linux.

Knows the calls of two architectures and the kernel's filter language, classic
BPF (seccomp(2)).

The filter is an allow-list. Python, its C library and the libraries that read
documents need some sixty calls, which change little between versions; a
deny-list would have to name each of some four hundred, and every call that a
later kernel adds. A call that is not listed fails with an error rather than
killing the process, because libraries try calls that they can do without
(urllib3 opens a socket on import to see whether there is IPv6): EPERM for an
old call, ENOSYS for one newer than Linux 5.0, upon which C libraries fall back
to the older call.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.loading.sandbox.libc import prctl

# <linux/prctl.h> and <linux/seccomp.h>.
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2

# Offsets of the fields of struct seccomp_data, in bytes; an argument has 8.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
# Codes of instructions, as in <linux/bpf_common.h>, and of return values.
_LOAD, _JUMP_EQUAL, _JUMP_ABOVE, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_REFUSE, _UNKNOWN = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS

# Calls of x32, 32-bit pointers on x86_64, are the same with this bit set.
_X32_BIT = 0x40000000
# The first call since Linux 5.1: numbers are alike on all architectures, with older fallbacks.
_FIRST_NEWER = 424

# AUDIT_ARCH_* of <linux/audit.h>.
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
# Allowed with some arguments only; numbers as above.
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
# Flags of any way of opening but to read; refused here too, for kernels without Landlock.
_WRITE_FLAGS = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC
# TCGETS, TIOCGWINSZ, FIONCLEX and FIOCLEX: never TIOCSTI, which types into a terminal.
_IOCTLS = (0x5401, 0x5413, 0x5450, 0x5451)
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL and F_DUPFD_CLOEXEC: never F_SETOWN.
_FCNTLS = (0, 1, 2, 3, 4, 1030)


def architecture() -> str | None:
    """Return the architecture of this process, or None where there is no filter for it."""
    machine = platform.machine()
    # A 32-bit Python on a 64-bit kernel makes other calls.
    return machine if machine in ARCHITECTURES and sys.maxsize > 2**32 else None


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction of classic BPF, struct sock_filter.

    A jump skips `if_true` or `if_false` instructions.
    """

    code: int
    if_true: int
    if_false: int
    constant: int


_ALLOW_CALL = Step(_RETURN, 0, 0, _ALLOW)
_REFUSE_CALL = Step(_RETURN, 0, 0, _REFUSE)


def program(machine: str, process: int) -> list[Step]:
    """Build the filter for an architecture and the process of that id."""
    column = list(ARCHITECTURES).index(machine)
    steps = [
        Step(_LOAD, 0, 0, _ARCHITECTURE),
        Step(_JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        _REFUSE_CALL,
        Step(_LOAD, 0, 0, _NUMBER),
        Step(_JUMP_ABOVE, 0, 1, _X32_BIT),
        _REFUSE_CALL,
    ]
    for numbers in ALLOWED.values():
        steps += _on_call(numbers[column], [_ALLOW_CALL])
    for name, numbers in GUARDED.items():
        steps += _on_call(numbers[column], [*_guard(name, process), _ALLOW_CALL])
    return [
        *steps,
        Step(_JUMP_ABOVE, 0, 1, _FIRST_NEWER),
        Step(_RETURN, 0, 0, _UNKNOWN),
        _REFUSE_CALL,
    ]


def _on_call(number: int | None, steps: list[Step]) -> list[Step]:
    """Run steps, which return, only for the call of that number."""
    return [] if number is None else [Step(_JUMP_EQUAL, 0, len(steps), number), *steps]


def _guard(name: str, process: int) -> Iterator[Step]:
    """Refuse a guarded call unless its arguments are allowed."""
    if name in ("open", "openat"):
        yield from _require_clear(1 if name == "open" else 2, _WRITE_FLAGS)
    elif name in ("ioctl", "fcntl"):
        yield from _require_one_of(1, _IOCTLS if name == "ioctl" else _FCNTLS)
    elif name == "prlimit64":
        # Only to get this process's own limits: process 0, and a null pointer to new ones.
        yield from _require_one_of(0, (0,))
        yield from _require_one_of(2, (0,))
        yield from _require_one_of(2, (0,), is_high_half=True)
    else:
        # abort(3) sends a signal to its own process.
        yield from _require_one_of(0, (process,))


def _require_one_of(
    argument: int, values: tuple[int, ...], *, is_high_half: bool = False
) -> Iterator[Step]:
    """Refuse unless a 32-bit half of an argument, the low one by default, is one of the values."""
    yield Step(_LOAD, 0, 0, _ARGUMENTS + 8 * argument + 4 * is_high_half)
    for position, value in enumerate(values):
        yield Step(_JUMP_EQUAL, len(values) - position, 0, value)
    yield _REFUSE_CALL


def _require_clear(argument: int, bits: int) -> Iterator[Step]:
    """Refuse where any of the bits is set in an argument."""
    yield Step(_LOAD, 0, 0, _ARGUMENTS + 8 * argument)
    yield Step(_JUMP_SET, 0, 1, bits)
    yield _REFUSE_CALL


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def install() -> bool:
    """Restrict this process to the filter for good; it must have set no_new_privs.

    Returns False where the architecture has no filter or the kernel no seccomp.
    """
    machine = architecture()
    if machine is None:
        return False
    steps = program(machine, os.getpid())
    code = ctypes.create_string_buffer(b"".join(_pack(step) for step in steps))
    try:
        prctl(
            _PR_SET_SECCOMP,
            _SECCOMP_MODE_FILTER,
            ctypes.byref(_Program(len(steps), ctypes.addressof(code))),
        )
    except OSError:
        return False
    return True


def _pack(step: Step) -> bytes:
    return struct.pack("=HBBI", step.code, step.if_true, step.if_false, step.constant)
