"""A folder watched for changes, for as long as the program runs.

Knows when to sync and nothing of what that does. The file system says when
something happened; as some file systems never do, the folder is also synced at
intervals.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import watchfiles
from watchfiles._rust_notify import WatchfilesRustInternalError

from qa_bot.errors import (
    LibraryBusy,
    LibraryUnavailable,
    LibraryUnwritable,
    QaBotError,
    SourceError,
)
from qa_bot.indexing.folder_scan import SETTLED_SECONDS
from qa_bot.paths import path_to_text, resolve_links

# A save is several events, which count as one when no more time lies between, and at most this.
_DEBOUNCE_STEP_MS = 100
_DEBOUNCE_MS = 800
# How soon a request to stop is noticed.
_STOP_CHECK_MS = 250
# How often a folder is synced without an event, for file systems that send none.
_INTERVAL_SECONDS = 60.0
# How long to wait after an error that may pass.
_RETRY_SECONDS = 5.0
# How often a folder is synced that cannot be watched: a sync reads no more than stamps.
_POLL_SECONDS = 5.0


class StopEvent(Protocol):
    """Says when to end: a threading.Event."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


def watch(
    folder: Path,
    sync: Callable[[bool], bool],
    on_error: Callable[[QaBotError], None],
    stop: StopEvent,
    ignored: Path | None = None,
) -> None:
    """Call `sync` at once and whenever something happens below `folder`, until `stop`.

    `sync` is given whether a deletion was seen since it last succeeded, and
    returns whether all files had settled; if not, it is called again soon. An
    error that may pass (the folder is away, the library is busy, the disk is
    full) goes to `on_error` once and is retried; any other is raised. Events
    below `ignored` are ignored.
    """
    schedule = _Schedule(sync, on_error)
    while not stop.is_set():
        try:
            watched = folder.stat().st_ino
            for kinds in _events(resolve_links(folder), stop, ignored):
                schedule.on_events(kinds)
                # The events of a folder that was made anew do not reach who watched the old one.
                if folder.stat().st_ino != watched:
                    break
        except OSError:
            # It is away, or may not be read, which the sync reports.
            schedule.on_events({watchfiles.Change.modified})
            stop.wait(1.0)


def _events(
    folder: Path, stop: StopEvent, ignored: Path | None
) -> Iterator[set[watchfiles.Change]]:
    """Yield the kinds of events, if any, several times a second."""
    if path_to_text(folder) != str(folder):
        # watchfiles takes UTF-8 only.
        yield from _poll(stop)
        return
    polling: bool | None = None
    missed: set[watchfiles.Change] = set()
    while not stop.is_set():
        try:
            for changes in watchfiles.watch(
                folder,
                watch_filter=None,
                debounce=_DEBOUNCE_MS,
                step=_DEBOUNCE_STEP_MS,
                rust_timeout=_STOP_CHECK_MS,
                yield_on_timeout=True,
                stop_event=stop,  # any object that is_set()
                force_polling=polling,
                ignore_permission_denied=True,
            ):
                kinds = {
                    kind for kind, path in changes if _is_relevant(Path(path), folder, ignored)
                }
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


def _poll(stop: StopEvent) -> Iterator[set[watchfiles.Change]]:
    """Yield an event at intervals, whether or not anything happened."""
    while not stop.is_set():
        yield {watchfiles.Change.modified}
        stop.wait(_POLL_SECONDS)


def _is_relevant(path: Path, folder: Path, ignored: Path | None) -> bool:
    if ignored and path.is_relative_to(ignored):
        return False
    below = path.relative_to(folder) if path.is_relative_to(folder) else path
    return not any(part.startswith(".") for part in below.parts)


class _Schedule:
    """Decides when to sync, given the events."""

    def __init__(
        self, sync: Callable[[bool], bool], on_error: Callable[[QaBotError], None]
    ) -> None:
        self._sync = sync
        self._on_error = on_error
        self._due = 0.0
        self._reported = ""
        self._deleted = False

    def on_events(self, kinds: set[watchfiles.Change]) -> None:
        """Sync if it is due, and set the time of the next sync."""
        self._deleted |= watchfiles.Change.deleted in kinds
        if not kinds and time.monotonic() < self._due:
            return
        try:
            settled = self._sync(self._deleted)
        except (SourceError, LibraryBusy, LibraryUnavailable, LibraryUnwritable) as error:
            if str(error) != self._reported:
                self._on_error(error)
            self._reported = str(error)
            self._due = time.monotonic() + _RETRY_SECONDS
            return
        self._reported, self._deleted = "", False
        wait = _INTERVAL_SECONDS if settled else SETTLED_SECONDS + 0.1
        self._due = time.monotonic() + wait
