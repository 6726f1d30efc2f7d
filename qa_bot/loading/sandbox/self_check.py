"""What a process that reads files is held to, found out by trying in one of them.

`read` runs where files are read, and is given none; `measures` asks it.
"""

import socket
from pathlib import Path

from qa_bot.loading.incoming import Incoming
from qa_bot.loading.sandbox import restrictions
from qa_bot.loading.sandbox.parent import read_sandboxed_result
from qa_bot.loading.sandbox.results import SandboxResult


class Measures(SandboxResult, frozen=True):
    """The names of the restrictions that hold in a worker."""

    names: tuple[str, ...]


def measures() -> tuple[str, ...]:
    """The measures in force in a process that reads; raises SourceError when none starts."""
    return read_sandboxed_result(__name__, Incoming(b"", "the check"), Measures).names


def read(incoming: Incoming) -> Measures:
    """The measures that this process was put under, but for those that do not hold."""
    broken = set()
    if _can_list(Path("/")):
        broken.add(restrictions.LANDLOCK)
    if _can_make_a_socket():
        broken.add(restrictions.SECCOMP)
    held = (name for name in restrictions.in_force() if not name.startswith(tuple(broken)))
    return Measures(tuple(held))


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
