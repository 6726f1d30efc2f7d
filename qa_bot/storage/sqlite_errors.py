"""What SQLite and the file system complain of, told as a person can mend it."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_bot.errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryUnwritable

_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# As FTS5 says of its own tables; Python before 3.11 has no name for it.
_FULL_TEXT_CORRUPT = sqlite3.SQLITE_CORRUPT | 1 << 8
_DAMAGED = (
    "{folder}: the library file is damaged ({error}). Restore it from a copy, or move the folder "
    "away and add the articles again."
)
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
# What flock(2) says where it cannot lock.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn errors of SQLite and the file system into the library's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(folder, error) from error
    except UnicodeDecodeError as error:
        # Names in SQLite's own message are not UTF-8 any more.
        raise LibraryDamaged(_DAMAGED.format(folder=folder, error=error)) from error
    except OSError as error:
        if error.errno in _NO_LOCKS:
            raise LibraryUnwritable(
                f"{folder}: its file system has no locks, without which two programs could write "
                f"at once ({error.strerror}). Keep the library on a local disk: --index DIR."
            ) from error
        raise LibraryUnwritable(
            f"{folder}: the library cannot be written ({error.strerror or error}). "
            "Free some space or make the folder writable, or choose another with --index DIR."
        ) from error


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
