"""The two calls of the C library that a Linux sandbox is made with.

Knows how to call them; not what for. They are called by ctypes, since neither
Landlock nor seccomp has a maintained package with wheels.
"""

import ctypes
import os
from functools import cache
from typing import Any


@cache
def _libc() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.prctl.restype = ctypes.c_int
    return library


def system_call(number: int, *arguments: Any) -> int:
    """What the kernel answers; raises OSError with the kernel's reason."""
    given = [_word(argument) for argument in arguments]
    return _checked(_libc().syscall(ctypes.c_long(number), *given))


def prctl(option: int, *arguments: Any) -> int:
    """As the call of that name, the arguments left out being 0; raises OSError."""
    given = [_word(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return _checked(_libc().prctl(ctypes.c_int(option), *given))


def _word(argument: Any) -> Any:
    # Both functions are variadic: an int of Python's would be passed as 32 bits.
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
