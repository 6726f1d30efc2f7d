"""syscall(2) and prctl(2) through ctypes.

Neither Landlock nor seccomp has a maintained package with wheels.
"""

import ctypes
import os
from functools import cache
from typing import Any

_PRCTL_ARGUMENTS = 4  # after the option; those that are left out must be 0


@cache
def _libc() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.prctl.restype = ctypes.c_int
    return library


def system_call(number: int, *arguments: Any) -> int:
    """Make a system call by its number; raises OSError with the kernel's errno."""
    words = [_word(argument) for argument in arguments]
    return _checked(_libc().syscall(ctypes.c_long(number), *words))


def prctl(option: int, *arguments: Any) -> int:
    """Call prctl(2), with 0 for arguments left out; raises OSError."""
    padded = (*arguments, *[0] * _PRCTL_ARGUMENTS)[:_PRCTL_ARGUMENTS]
    return _checked(_libc().prctl(ctypes.c_int(option), *map(_word, padded)))


def _word(argument: Any) -> Any:
    # Both functions are variadic: ctypes would pass a Python int as 32 bits.
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
