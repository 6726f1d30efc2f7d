"""What a process that reads files is held to, found out by trying in one of them.

`read` runs where files are read, and is given none; `measures` asks it.
"""

import socket
from pathlib import Path

from qa_bot.loading.draft import Draft
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox import restrictions
from qa_bot.loading.sandbox.worker_process import read_sandboxed


def measures() -> tuple[str, ...]:
    """The measures in force in a process that reads; raises SourceError when none starts."""
    return read_sandboxed(__name__, RawSource(b"", "the check")).tags


def read(raw: RawSource) -> Draft:
    """The measures that this process was put under, but for those that do not hold."""
    broken = set()
    if _can_list(Path("/")):
        broken.add(restrictions.LANDLOCK)
    if _can_make_a_socket():
        broken.add(restrictions.SECCOMP)
    held = (name for name in restrictions.in_force() if not name.startswith(tuple(broken)))
    return Draft((), tags=tuple(held))


def _can_list(folder: Path) -> bool:
    try:
        next(folder.iterdir(), None)
    except OSError:
        return False
    return True


def _can_make_a_socket() -> bool:
    try:
        socket.socket().close()
    except OSError:
        return False
    return True
