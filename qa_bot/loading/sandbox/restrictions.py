"""What a process gives up before it touches what may be hostile, as far as the system can.

On Linux: Landlock for files, a seccomp filter for all other system calls, and
limits. On other systems: limits, where there are any. What is in force is
known afterwards, for it differs with the kernel.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path
from types import ModuleType

_resource: ModuleType | None
try:
    import resource as _resource
except ImportError:  # Windows has no such limits.
    _resource = None

MEMORY_LIMIT = "memory limit"
LANDLOCK = "Landlock"
SECCOMP = "seccomp"

_IS_LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
# More than Python has open while it imports, and few enough to hold up nobody.
_OPEN_FILES = 64

_in_force: tuple[str, ...] = ()


class Sandbox:
    """Prepared by a process that is still free; entered by one that reads.

    Preparing asks the system what it offers and collects the paths that
    Python needs, once for all processes that are forked afterwards.
    """

    def __init__(self) -> None:
        self._landlock = 0
        self._rules = -1
        if _IS_LINUX:
            from qa_bot.loading.sandbox import (
                landlock,
                seccomp,  # noqa: F401 - for the forks
            )
            from qa_bot.loading.sandbox.readable_paths import readable

            self._landlock = landlock.version()
            if self._landlock:
                self._rules = landlock.ruleset(self._landlock, readable())

    def enter(self, memory: int) -> None:
        """Hold this process to so many bytes more than it has, and to reading, for good.

        What the system does not offer is left out, and `in_force` tells; raises
        OSError where something that it offers fails.
        """
        global _in_force
        measures = [MEMORY_LIMIT] if _limit(memory) else []
        if _IS_LINUX:
            from qa_bot.loading.sandbox import landlock, seccomp
            from qa_bot.loading.sandbox.libc import prctl

            prctl(_PR_SET_NO_NEW_PRIVS, 1)
            if self._landlock:
                landlock.restrict(self._rules)
                os.close(self._rules)
                measures.append(f"{LANDLOCK} ABI {self._landlock}")
            if seccomp.install():
                measures.append(SECCOMP)
        _in_force = tuple(measures)


def in_force() -> tuple[str, ...]:
    """What this process is held to, by name, since it entered its sandbox."""
    return _in_force


def end_with_parent() -> None:
    """Have Linux kill this process when the thread that made it ends."""
    if _IS_LINUX:
        from qa_bot.loading.sandbox.libc import prctl

        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def hide_process() -> None:
    """Close this process's memory and environment to others of the same user, on Linux.

    Neither is readable below /proc any longer but by root, no debugger
    attaches, and a crash leaves no core file. Programs that it starts are
    not affected.
    """
    if _IS_LINUX:
        from qa_bot.loading.sandbox.libc import prctl

        prctl(_PR_SET_DUMPABLE, 0)


def _limit(memory: int) -> bool:
    """Set what limits the system has; whether one of them is the memory's."""
    if _resource is None:
        return False
    # Neither files nor processes are needed; root is exempt from the latter.
    for kind, most in (("CORE", 0), ("FSIZE", 0), ("NPROC", 0), ("NOFILE", _OPEN_FILES)):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            _resource.setrlimit(getattr(_resource, f"RLIMIT_{kind}"), (most, most))
    # macOS knows the limit and refuses to set it.
    try:
        most = _size() + memory
        _resource.setrlimit(_resource.RLIMIT_AS, (most, most))
    except (ValueError, OSError):
        return False
    return True


def _size() -> int:
    """The address space in use, in bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
