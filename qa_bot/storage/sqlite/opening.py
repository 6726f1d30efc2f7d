"""Opening the library's SQLite file, refusing what is not a library or not whole.

SQLite itself would create a missing file, turn the file of another program into
a library, and replay a write-ahead log that another state of it has left.
"""

import os
import secrets
import sqlite3
import stat
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from qa_bot.errors import LibraryDamaged, LibraryUnwritable
from qa_bot.storage.locations import DATABASE, VECTOR_LOG, VECTOR_SNAPSHOT
from qa_bot.storage.sqlite import write_ahead_log

_WAL = f"{DATABASE}-wal"
# Offsets and sizes of SQLite's file format, https://sqlite.org/fileformat.html
_HEADER, _CHANGES, _APPLICATION = 100, slice(24, 28), slice(68, 72)
# How often a log is read that changes meanwhile.
_LOOKS = 5
# `PRAGMA application_id` holds 31 bits without a sign.
_COUNTED = 0x7FFFFFFF
# Records that stay open once their header was read, by device and inode, the latest last. Closing
# one would let go of every lock of SQLite's on that file in this process
# (https://sqlite.org/howtocorrupt.html, 2.2), and another process would then delete the
# write-ahead log that this one still writes to.
_RECORDS: Final[OrderedDict[tuple[int, int], int]] = OrderedDict()
_RECORDS_LOCK: Final = Lock()
# A process has one library open, or a few; bounds the descriptors of one that opens very many.
_MAX_RECORDS: Final = 64


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """Tells the opened file from any other at the same path.

    `content` is compared only where SQLite does not look for changes itself.
    """

    device: int
    inode: int
    content: tuple[object, ...] = ()


def exists(folder: Path) -> bool:
    """Return whether the folder holds a library; False where a new one may be created.

    Raises LibraryDamaged for what is no library or has lost its record, and
    LibraryUnwritable where there can be no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise LibraryUnwritable(
            f"{folder}: it is a file, not a folder. Give the folder that holds, or will hold, "
            f"{DATABASE}, with --index DIR."
        )
    # Before the record, as another process that creates a library writes the record first.
    left = [name for name in (VECTOR_SNAPSHOT, VECTOR_LOG, _WAL) if _size(folder / name)]
    size = _checked_size(folder / DATABASE)
    if not size and left:
        raise LibraryDamaged(
            f"{folder / DATABASE}: {'missing' if size is None else 'empty'}, while {left[0]} "
            f"beside it belongs to a library. Restore {DATABASE} from a copy; or, to begin a new "
            f"library, delete {', '.join(left)} first, or name another folder with --index DIR."
        )
    return bool(size)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _checked_size(path: Path) -> int | None:
    """Return the size of the record, None where there is none; raises LibraryDamaged."""
    try:
        info = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise LibraryDamaged(
                f"{path}: a link to {path.readlink()}, which is not there. Mount or restore what "
                "it leads to; or, to begin a new library, delete the link."
            ) from None
        return None
    if not stat.S_ISREG(info.st_mode):
        kind = "a folder" if stat.S_ISDIR(info.st_mode) else "a pipe or a device"
        raise LibraryDamaged(
            f"{path}: {kind}, not a file. Move it away and restore the library from a copy, or "
            "name another folder with --index DIR."
        )
    return info.st_size


def create(folder: Path) -> None:
    """Create an empty record, which `connect` then opens."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def connect(path: Path) -> tuple[sqlite3.Connection, FileIdentity]:
    """Open an existing record, read-only where it cannot be written.

    Raises LibraryDamaged, and what SQLite raises.
    """
    if not _checked_size(path):
        raise LibraryDamaged(
            f"{path}: missing or empty. Restore it from a copy, or begin a new library in "
            "another folder with --index DIR."
        )
    check_log(path)
    identity = identify(path, by_content=False)
    try:
        return _configured(_connection(path, "mode=rw")), identity
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if busy or _size(path.with_name(_WAL)):
            raise
        # Where the folder may not be written to, or has no room, there can be no write-ahead log.
        identity = identify(path, by_content=True)
        connection = _connection(path, "mode=ro&immutable=1")
        try:
            _check_owner(connection)
        except BaseException:
            connection.close()
            raise
        return connection, identity


def _connection(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)


def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        # Before anything that would write to it.
        _check_owner(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _check_owner(connection: sqlite3.Connection) -> None:
    """Refuse a database that holds tables, but not the library's."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if tables and not {"meta", "articles", "chunks"} <= tables:
        (file,) = connection.execute("SELECT file FROM pragma_database_list").fetchone()
        raise LibraryDamaged(
            f"{file}: a database of another program, not a library. Move it away and "
            "restore the library from a copy, or name another folder with --index DIR."
        )


def identify(path: Path, by_content: bool) -> FileIdentity:
    """Return the identity of the file as it is now; raises LibraryDamaged when it is gone."""
    try:
        info = path.stat()
        content = _content(path, info.st_size, info.st_mtime_ns) if by_content else ()
    except FileNotFoundError:
        raise LibraryDamaged(
            f"{path}: it is no longer there. Put it back or restore it from a copy."
        ) from None
    return FileIdentity(info.st_dev, info.st_ino, content)


def _content(path: Path, size: int, modified: int) -> tuple[object, ...]:
    header = _header(path)
    try:
        log = path.with_name(_WAL).stat()
        beside: tuple[object, ...] = (log.st_ino, log.st_size, log.st_mtime_ns)
    except FileNotFoundError:
        beside = ()
    return size, modified, header[_CHANGES], header[_APPLICATION], beside


def start_count(connection: sqlite3.Connection) -> None:
    """Start counting transactions from a random number, unless that was done before."""
    if connection.execute("PRAGMA application_id").fetchone() == (0,):
        connection.execute(f"PRAGMA application_id = {1 + secrets.randbelow(_COUNTED - 1)}")


def count_transaction(connection: sqlite3.Connection) -> None:
    """Count a transaction in the file's first page, so that each transaction writes that page.

    `check_log` reads the count without SQLite. Only within a transaction.
    """
    (count,) = connection.execute("PRAGMA application_id").fetchone()
    connection.execute(f"PRAGMA application_id = {(count + 1) & _COUNTED}")


def check_log(path: Path) -> None:
    """Refuse a write-ahead log that does not belong to the file as it is.

    SQLite would replay it: nothing in its format ties the two together, so a
    file that was restored without its log, or the other way round, becomes a
    mixture of two states. Raises LibraryDamaged.
    """
    log = path.with_name(_WAL)
    try:
        if _size(log) <= write_ahead_log.HEADER or _leads_on(
            path, write_ahead_log.fields(log, _APPLICATION)
        ):
            return
        # A log that is being written, or whose writer was killed, may hold a frame whose page is
        # still an older one's. So look again as SQLite does, by checksum, at what stands still.
        for _ in range(_LOOKS):
            content, header = log.read_bytes(), _header(path)
            if (content, header) == (log.read_bytes(), _header(path)):
                if _leads_on(path, write_ahead_log.committed_fields(content, _APPLICATION)):
                    return
                break
        else:
            # Whoever writes to it has found that it belongs to the file.
            return
    except OSError:
        return
    raise LibraryDamaged(
        f"{path}: it and {log.name} are of different moments, as when one was restored without "
        f"the other. Restore both from the same copy; or, to use {path.name} as it was "
        f"before those changes, delete {log.name}."
    )


def _leads_on(path: Path, fields: Iterator[bytes]) -> bool:
    """Return whether a log with these counts belongs to the file; True without counts.

    The file is read between the first count and the last, as a running writer
    moves the file, and then the log, onward only.
    """
    counts = (int.from_bytes(each, "big") for each in fields)
    first = next(counts, None)
    header = _header(path)
    if first is None or len(header) < _HEADER:
        return True
    last = first
    for last in counts:  # noqa: B007  # the last one is wanted
        pass
    count = int.from_bytes(header[_APPLICATION], "big")
    # Nothing was counted yet when the file was written.
    return not count or _within(first - 1, count, last)


def _header(path: Path) -> bytes:
    """Return the beginning of the record; SQLite's locks on it are kept."""
    if os.name != "posix":
        with path.open("rb") as file:
            return file.read(_HEADER)
    with _RECORDS_LOCK:
        info = path.stat()
        record = info.st_dev, info.st_ino
        if record not in _RECORDS:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            info = os.fstat(descriptor)
            record = info.st_dev, info.st_ino
            # One that was put back meanwhile is known; its second descriptor is not closed either.
            _RECORDS.setdefault(record, descriptor)
        _RECORDS.move_to_end(record)
        if len(_RECORDS) > _MAX_RECORDS:
            os.close(_RECORDS.popitem(last=False)[1])
        return os.pread(_RECORDS[record], _HEADER, 0)


def _within(least: int, count: int, most: int) -> bool:
    """Return whether a count that wraps around is in a range."""
    return (count - least) & _COUNTED <= (most - least) & _COUNTED
