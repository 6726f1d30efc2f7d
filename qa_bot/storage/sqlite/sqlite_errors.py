"""Errors of SQLite and the file system, translated into the library's own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_bot.errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryUnwritable
from qa_bot.storage.locations import folder_errors

_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# As FTS5 says of its own tables; Python before 3.11 has no name for it.
_FULL_TEXT_CORRUPT = sqlite3.SQLITE_CORRUPT | 1 << 8
_DAMAGED = (
    "{folder}: the library file is damaged ({error}). Restore it from a copy, or move the folder "
    "away and add the articles again."
)
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextmanager
def library_errors(folder: Path) -> Iterator[None]:
    """Translate errors of SQLite and the file system into subclasses of LibraryError."""
    try:
        with folder_errors(folder):
            yield
    except sqlite3.Error as error:
        raise _from_sqlite(folder, error) from error
    except UnicodeDecodeError as error:
        # Names in SQLite's own message are not UTF-8 any more.
        raise LibraryDamaged(_DAMAGED.format(folder=folder, error=error)) from error


def _from_sqlite(folder: Path, error: sqlite3.Error) -> LibraryError:
    # The low byte is the primary code; the rest says which kind of it.
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    if extended == _FULL_TEXT_CORRUPT:
        return LibraryDamaged(
            f"{folder}: the full-text index is damaged ({error}). Run `qa-bot verify --repair`; "
            "if that does not help, restore the library from a copy."
        )
    if code in _CORRUPT:
        return LibraryDamaged(_DAMAGED.format(folder=folder, error=error))
    if code in _READ_ONLY:
        return LibraryUnwritable(
            f"{folder}: the library cannot be written ({error}). "
            "Free some space or make the folder writable, or choose another with --index DIR."
        )
    if code in _FULL:
        return LibraryUnwritable(
            f"{folder}: the disk is full or failing ({error}). "
            "Free some space and try again; the library is as it was."
        )
    if code in _BUSY:
        return LibraryBusy(f"{folder}: another program holds the library. Try again in a moment.")
    return LibraryDamaged(
        f"{folder}: the library cannot be read ({error}). Run `qa-bot verify`, which says what is "
        "damaged, or restore it from a copy."
    )
