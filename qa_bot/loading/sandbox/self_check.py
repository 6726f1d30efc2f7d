"""Find out which restrictions are in force in the worker, by trying to break them there.

`measures` has the worker run this module's `read` in place of a format module.
"""

import socket
from pathlib import Path

from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox import restrictions
from qa_bot.loading.sandbox.results import SandboxResult
from qa_bot.loading.sandbox.worker_process import read_sandboxed_result


class Measures(SandboxResult, frozen=True):
    """The names of the restrictions that hold in a worker."""

    names: tuple[str, ...]


def measures() -> tuple[str, ...]:
    """Return the names of the measures in force; raises SourceError where no worker starts."""
    return read_sandboxed_result(__name__, RawSource(b"", "the check"), Measures).names


def read(raw: RawSource) -> Measures:
    """Return the measures that this process entered, except any that do not hold."""
    broken = set()
    if _can_list(Path("/")):
        broken.add(restrictions.LANDLOCK)
    if _can_make_a_socket():
        broken.add(restrictions.SECCOMP)
    entered = restrictions.active_measures()
    return Measures(tuple(name for name in entered if not name.startswith(tuple(broken))))


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
