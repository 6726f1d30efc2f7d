"""The restrictions that a process enters before it reads untrusted files.

On Linux: Landlock for files, a seccomp filter for all other system calls, and
resource limits. On other systems: resource limits where there are any. What
is in force differs with the kernel, and `active_measures` lists it.
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
# Options of prctl(2), as in <linux/prctl.h>.
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
# More than Python has open while it imports, too few to exhaust the system's.
_MAX_OPEN_FILES = 64

_active_measures: tuple[str, ...] = ()


class Sandbox:
    """Restrictions that a free process prepares and the processes that it forks enter.

    Preparing asks the system what it offers and collects the paths that Python
    needs, once for all.
    """

    def __init__(self) -> None:
        self._landlock_abi = 0
        self._ruleset = -1
        if _IS_LINUX:
            from qa_bot.loading.sandbox import (
                landlock,
                seccomp,  # noqa: F401 - for the forks
            )
            from qa_bot.loading.sandbox.readable_paths import readable_paths

            self._landlock_abi = landlock.abi_version()
            if self._landlock_abi:
                self._ruleset = landlock.create_ruleset(self._landlock_abi, readable_paths())

    def enter(self, memory: int) -> None:
        """Restrict this process for good, to `memory` bytes more than it has now.

        Leaves out what the system does not offer. Raises OSError where
        something that it offers fails.
        """
        global _active_measures
        measures = [MEMORY_LIMIT] if _limit_resources(memory) else []
        if _IS_LINUX:
            from qa_bot.loading.sandbox import landlock, seccomp
            from qa_bot.loading.sandbox.libc import prctl

            prctl(_PR_SET_NO_NEW_PRIVS, 1)
            if self._landlock_abi:
                landlock.restrict_self(self._ruleset)
                os.close(self._ruleset)
                measures.append(f"{LANDLOCK} ABI {self._landlock_abi}")
            if seccomp.install():
                measures.append(SECCOMP)
        _active_measures = tuple(measures)


def active_measures() -> tuple[str, ...]:
    """Return the names of the measures that this process entered."""
    return _active_measures


def end_with_parent() -> None:
    """Have Linux kill this process when the thread that forked it ends."""
    if _IS_LINUX:
        from qa_bot.loading.sandbox.libc import prctl

        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def hide_process() -> None:
    """Close this process's memory and environment to other processes of its user, on Linux.

    Only root can read them below /proc from then on, no debugger attaches, and
    a crash leaves no core file. Programs that it starts are not affected.
    """
    if _IS_LINUX:
        from qa_bot.loading.sandbox.libc import prctl

        prctl(_PR_SET_DUMPABLE, 0)


def _limit_resources(memory: int) -> bool:
    """Set the limits that the system has; return whether one of them is on memory."""
    if _resource is None:
        return False
    # Neither files nor processes are needed; root is exempt from the latter.
    for kind, most in (("CORE", 0), ("FSIZE", 0), ("NPROC", 0), ("NOFILE", _MAX_OPEN_FILES)):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            _resource.setrlimit(getattr(_resource, f"RLIMIT_{kind}"), (most, most))
    # macOS has the limit and refuses to set it.
    try:
        most = _address_space() + memory
        _resource.setrlimit(_resource.RLIMIT_AS, (most, most))
    except (ValueError, OSError):
        return False
    return True


def _address_space() -> int:
    """Return the address space in use, in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
