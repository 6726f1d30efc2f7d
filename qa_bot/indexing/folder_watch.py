"""A folder kept in step for as long as the program runs.

Knows when to look and nothing of what looking does. The file system says when
something happened; as some file systems never do, the folder is looked at now
and then all the same.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import watchfiles
from watchfiles._rust_notify import WatchfilesRustInternalError

from qa_bot.errors import LibraryBusy, LibraryUnwritable, QaBotError, SourceError
from qa_bot.indexing.folder_scan import SETTLED_SECONDS
from qa_bot.paths import path_to_text, resolve_links

# A save is several events; they count as one when so little time lies between.
_TOGETHER_MS = 100
_AT_MOST_MS = 800
_TICK_MS = 250
_ANYWAY_SECONDS = 60.0
_AGAIN_SECONDS = 5.0
# How often a folder is looked at that cannot be watched: a look reads no more than stamps.
_BLIND_SECONDS = 5.0


class Stop(Protocol):
    """Says when to end: a threading.Event."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


def watch(
    folder: Path,
    look: Callable[[bool], bool],
    tell: Callable[[QaBotError], None],
    stop: Stop,
    ignored: Path | None = None,
) -> None:
    """Call `look` at once and whenever something happens below `folder`, until `stop`.

    `look` is told whether something was seen to be deleted since it last
    succeeded, and says whether everything had settled; if not, it is called
    again soon. An error that may pass (the folder is away, the library is busy, the
    disk is full) is told once and tried again; any other is raised. What
    happens below `ignored` is nothing.
    """
    pace = _Pace(look, tell)
    while not stop.is_set():
        try:
            watched = folder.stat().st_ino
            for kinds in _events(resolve_links(folder), stop, ignored):
                pace.turn(kinds)
                # The events of a folder that was made anew do not reach who watched the old one.
                if folder.stat().st_ino != watched:
                    break
        except OSError:
            # It is away, or may not be looked at, which looking tells.
            pace.turn({watchfiles.Change.modified})
            stop.wait(1.0)


def _events(folder: Path, stop: Stop, ignored: Path | None) -> Iterator[set[watchfiles.Change]]:
    """What kinds of things happened, if any, several times a second."""
    if path_to_text(folder) != str(folder):
        # What watches takes UTF-8 only.
        yield from _blindly(stop)
        return
    polling: bool | None = None
    missed: set[watchfiles.Change] = set()
    while not stop.is_set():
        try:
            for changes in watchfiles.watch(
                folder,
                watch_filter=None,
                debounce=_AT_MOST_MS,
                step=_TOGETHER_MS,
                rust_timeout=_TICK_MS,
                yield_on_timeout=True,
                stop_event=stop,  # any object that is_set()
                force_polling=polling,
                ignore_permission_denied=True,
            ):
                kinds = {kind for kind, path in changes if _counts(Path(path), folder, ignored)}
                yield kinds | missed
                missed = set()
        except WatchfilesRustInternalError:
            # Something happened to a file whose name is not UTF-8; it cannot say what.
            missed = {watchfiles.Change.modified}
        except FileNotFoundError:
            raise
        except OSError:
            if polling:
                raise
            polling = True  # The system's limit of watched folders is reached.


def _blindly(stop: Stop) -> Iterator[set[watchfiles.Change]]:
    """As if something happened, now and then."""
    while not stop.is_set():
        yield {watchfiles.Change.modified}
        stop.wait(_BLIND_SECONDS)


def _counts(path: Path, folder: Path, ignored: Path | None) -> bool:
    if ignored and path.is_relative_to(ignored):
        return False
    below = path.relative_to(folder) if path.is_relative_to(folder) else path
    return not any(part.startswith(".") for part in below.parts)


class _Pace:
    """When to look, given when something happened."""

    def __init__(self, look: Callable[[bool], bool], tell: Callable[[QaBotError], None]) -> None:
        self._look = look
        self._tell = tell
        self._due = 0.0
        self._told = ""
        self._deleted = False

    def turn(self, kinds: set[watchfiles.Change]) -> None:
        """Look if it is time to, and set the time of the next look."""
        self._deleted |= watchfiles.Change.deleted in kinds
        if not kinds and time.monotonic() < self._due:
            return
        try:
            settled = self._look(self._deleted)
        except (SourceError, LibraryBusy, LibraryUnwritable) as error:
            if str(error) != self._told:
                self._tell(error)
            self._told = str(error)
            self._due = time.monotonic() + _AGAIN_SECONDS
            return
        self._told, self._deleted = "", False
        wait = _ANYWAY_SECONDS if settled else SETTLED_SECONDS + 0.1
        self._due = time.monotonic() + wait
