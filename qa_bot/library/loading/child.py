"""The process that reads what may be hostile: one task after another, until its input ends.

Run as a module by `confinement`. It holds itself to an amount of memory, goes
when its time is up or nobody asks, and never prints.
"""

import contextlib
import importlib
import os
import select
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from qa_bot.errors import SourceDamaged, SourceError
from qa_bot.library.loading.archive import unpacks_to_too_much
from qa_bot.library.loading.incoming import Incoming
from qa_bot.library.loading.wire import STARTED, draft_line, error_line, receive_task

IDLE_SECONDS = 60.0
GRACE_SECONDS = 5.0
OUT_OF_MEMORY = 77


def main() -> None:
    """Serve until the input ends or nothing is asked for a while."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _confine(int(sys.argv[1]))
    while _is_asked() and (task := receive_task(sys.stdin.buffer)):
        _reply(replies, *task)
        _set_alarm(0)


def _reply(replies: BinaryIO, module: str, incoming: Incoming) -> None:
    """Read one source and tell the outcome; out of memory, this process is spent."""
    try:
        replies.write(_read(replies, module, incoming))
        replies.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _read(replies: BinaryIO, module: str, incoming: Incoming) -> bytes:
    try:
        reader = importlib.import_module(module)
        # Only now does the file's own time begin; a busy machine may take long to get here.
        replies.write(STARTED)
        replies.flush()
        _set_alarm(incoming.limits.max_seconds + GRACE_SECONDS)
        draft = reader.read(incoming)
        if sum(len(piece.text) for piece in draft.pieces) > incoming.limits.max_unpacked_bytes:
            raise unpacks_to_too_much(incoming)
        return draft_line(draft)
    except SourceError as error:
        return error_line(error)
    except MemoryError:
        raise
    except RecursionError:
        return error_line(too_deep(incoming))
    except Exception as error:
        # Libraries raise whatever a malformed file leads them to.
        return error_line(damaged(incoming, type(error).__name__))


def too_deep(incoming: Incoming) -> SourceDamaged:
    """The error for a source whose parts stand within parts further than can be read."""
    return SourceDamaged(
        incoming.source,
        "is nested too deeply to be read",
        "Save it as plain text, then add that.",
    )


def damaged(incoming: Incoming, why: str) -> SourceDamaged:
    """The error for a source that makes no sense to its reader."""
    return SourceDamaged(
        incoming.source,
        f"is damaged or malformed ({why})",
        "Open it in the program that made it, save it anew, then add that.",
    )


def _confine(memory: int) -> None:
    """Let this process take so many bytes more than it has now, and leave no core file."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS knows the limit and refuses to set it.
    with contextlib.suppress(ValueError, OSError):
        most = _size() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _size() -> int:
    """The address space in use, in bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _is_asked() -> bool:
    """Wait for a task; False when none came."""
    if os.name == "nt":  # Its select knows no pipes.
        return True
    return bool(select.select([0], [], [], IDLE_SECONDS)[0])


def _set_alarm(seconds: float) -> None:
    # Left alone by a parent that died, it still ends.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
