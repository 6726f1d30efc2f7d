"""One SQLite file in a folder: connections, transactions and the writers' lock.

Readers never wait and see whole transactions only (write-ahead log); writers
queue on a lock that the operating system drops when its holder dies.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import filelock

from qa_bot.errors import LibraryBusy, LibraryDamaged
from qa_bot.files import file_lock, make_private_file, make_private_folder
from qa_bot.sqlite_migrations import transaction
from qa_bot.storage.locations import DATABASE, WRITER_LOCK
from qa_bot.storage.sqlite import opening, schema
from qa_bot.storage.sqlite.sqlite_errors import library_errors
from qa_bot.storage.store import StoreState

# How often a read is tried of a file without a write-ahead log that changes meanwhile.
_TRIES = 3
T = TypeVar("T")


class _OpenConnection:
    """One thread's connection, which is closed once neither the thread nor a query holds it."""

    def __init__(self, connection: sqlite3.Connection, identity: opening.FileIdentity) -> None:
        self.connection = connection
        self.identity = identity

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """A library's file opened for reading and, when asked, writing.

    Safe to share between threads: each gets its own connection.
    """

    def __init__(self, folder: Path, lock_timeout: float = 60.0) -> None:
        """Open the library in `folder`, creating it when there is none.

        Raises LibraryUnwritable, LibraryDamaged or LibraryBusy.
        """
        self.folder = folder
        self._lock_timeout = lock_timeout
        self._local = threading.local()
        try:
            with library_errors(folder):
                self._open_folder()
        except BaseException:
            self.close()
            raise

    def _open_folder(self) -> None:
        if not opening.exists(self.folder):
            make_private_folder(self.folder)
            with self._writer_lock():
                # Another process may have created it while this one waited.
                if not opening.exists(self.folder):
                    # SQLite gives its journals the permissions of this file.
                    make_private_file(self.folder / DATABASE)
                    opening.create(self.folder)
                schema.prepare(self._connection)
        else:
            schema.prepare(self._connection)

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._opened().connection

    def _opened(self) -> _OpenConnection:
        """Return this thread's connection; who uses it holds on to what is returned."""
        local = self._local
        opened: _OpenConnection | None = getattr(local, "opened", None)
        if opened is None:
            opened = local.opened = _OpenConnection(*opening.connect(self.folder / DATABASE))
        elif not opened.connection.in_transaction and self._is_another(opened):
            del local.opened
            opened.connection.close()
            opened = local.opened = _OpenConnection(*opening.connect(self.folder / DATABASE))
            schema.prepare(opened.connection)
        return opened

    def _is_another(self, opened: _OpenConnection) -> bool:
        """Return whether another file is where one was opened, as after a restore.

        A read-only file is another once its content is.
        """
        by_content = bool(opened.identity.content)
        return opening.identify(self.folder / DATABASE, by_content) != opened.identity

    def close(self) -> None:
        """Close the connections of all threads, those in use when that use ends."""
        self._local = threading.local()

    @contextmanager
    def try_lock(self) -> Iterator[bool]:
        """Hold the writers' lock within if nobody does, without waiting; yield whether it is."""
        lock = file_lock(self.folder / WRITER_LOCK, timeout=0)
        try:
            lock.acquire()
        except (filelock.Timeout, OSError):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    @contextmanager
    def _writer_lock(self) -> Iterator[None]:
        lock = file_lock(self.folder / WRITER_LOCK, self._lock_timeout)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise LibraryBusy(
                f"{self.folder}: another qa-bot has been writing for over "
                f"{self._lock_timeout:.0f} seconds. Wait for it to finish, or stop it."
            ) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction under the writers' lock: all of it happens, or none."""
        with library_errors(self.folder), self._writer_lock():
            opened = self._opened()
            connection = opened.connection
            with transaction(connection):
                before = connection.total_changes
                yield connection
                if connection.total_changes != before:
                    opening.count_transaction(connection)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let this thread read the state of one moment within, whatever others write.

        Nested snapshots are one. Raises LibraryBusy where the file is read-only
        here and was written to from elsewhere meanwhile.
        """
        with library_errors(self.folder):
            opened = self._opened()
            connection = opened.connection
            nested = connection.in_transaction
            if not nested:
                connection.execute("BEGIN")
        try:
            yield
        finally:
            if not nested and connection.in_transaction:
                connection.execute("ROLLBACK")
        if not nested:
            self._check_one_moment(opened)

    def _check_one_moment(self, opened: _OpenConnection) -> None:
        """Refuse what was read without a write-ahead log while somebody wrote."""
        if opened.identity.content and self._is_another(opened):
            raise _written_meanwhile(self.folder)

    @contextmanager
    def attached(self, path: bytes, name: str) -> Iterator[None]:
        """Attach another library's file within, its tables as `name`.TABLE on this thread.

        `path` is bytes, since the name of a folder need not be text.
        """
        opened = self._opened()
        connection = opened.connection
        with library_errors(self.folder):
            connection.execute(f"ATTACH ? AS {name}", (path,))
        try:
            yield
        finally:
            connection.execute(f"DETACH {name}")

    def state(self) -> StoreState:
        """Return the present state; every change makes it another."""
        sql = (
            "SELECT key, value FROM meta UNION ALL SELECT 'token', token FROM history WHERE "
            "generation = (SELECT value FROM meta WHERE key = 'generation')"
        )
        rows = dict(self.all(sql))
        try:
            token = rows["token"].hex()
            return StoreState(
                str(rows["library"]), int(rows["generation"]), token, rows.get("probe")
            )
        except (KeyError, ValueError, AttributeError) as error:
            raise LibraryDamaged(
                f"{self.folder}: the library does not say which state it is in. "
                "Restore it from a copy."
            ) from error

    def had_state(self, generation: int, token: str) -> bool:
        """Return whether the library once was in that state, as far back as its history goes."""
        row = self.one(
            "SELECT token FROM history WHERE generation = ?1 AND "
            "?1 <= (SELECT value FROM meta WHERE key = 'generation')",
            generation,
        )
        return row is not None and row[0].hex() == token

    def meta(self, key: str) -> bytes | None:
        """Return a value of the table `meta`, or None; one of a damaged file may be of any type."""
        found = self.one("SELECT CAST(value AS BLOB) FROM meta WHERE key = ?", key)
        return None if found is None else found[0]

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        row: tuple[Any, ...] | None = self._read(
            lambda connection: connection.execute(sql, values).fetchone()
        )
        return row

    def each(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, one at a time, however many they are."""
        with library_errors(self.folder):
            opened = self._opened()
            yield from opened.connection.execute(sql, values)
            self._check_one_moment(opened)

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return every row of a query."""
        return self._read(lambda connection: connection.execute(sql, values).fetchall())

    def _read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Run a query, again where the file was written to meanwhile."""
        with library_errors(self.folder):
            for _ in range(_TRIES):
                opened = self._opened()
                connection = opened.connection
                if not opened.identity.content or connection.in_transaction:
                    return query(connection)
                try:
                    found = query(connection)
                except sqlite3.DatabaseError:
                    if not self._is_another(opened):
                        raise
                else:
                    if not self._is_another(opened):
                        return found
        raise _written_meanwhile(self.folder)


def _written_meanwhile(folder: Path) -> LibraryBusy:
    return LibraryBusy(
        f"{folder}: written to from elsewhere while it was read here, where it may only be read. "
        "Try again in a moment."
    )
