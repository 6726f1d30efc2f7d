"""One SQLite file and its folder: connections, transactions and the writers' lock.

Knows SQL and nothing of what the tables mean. Readers never wait and see whole
transactions only (write-ahead log); writers queue on a lock that the operating
system drops when its holder dies.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import filelock

from qa_bot.errors import LibraryBusy, LibraryDamaged
from qa_bot.files import file_lock, make_private_file, make_private_folder
from qa_bot.storage import opening, schema
from qa_bot.storage.opening import DATABASE
from qa_bot.storage.sqlite_errors import told

__all__ = ["DATABASE", "LOCK", "Database", "State"]

LOCK = "writer.lock"
# How often a file that may only be read is read again when it changes meanwhile.
_TRIES = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class State:
    """Which library this is, which state it is in, and whose vectors it holds.

    `generation` counts the changes, and `token` is random for each: after a
    restore, the same generation is another state. `model` is the embedding
    model's vector of a fixed sentence, as bytes; None before anything was added.
    """

    library: str
    generation: int
    token: str
    model: bytes | None = None


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
        self._connections: list[sqlite3.Connection] = []
        try:
            with told(folder):
                self._create_folder()
        except BaseException:
            self.close()
            raise

    def _create_folder(self) -> None:
        if not opening.is_there(self.folder):
            make_private_folder(self.folder)
            with self._writer_lock():
                # Another process may have created it while this one waited.
                if not opening.is_there(self.folder):
                    # SQLite gives its journals the permissions of this file.
                    make_private_file(self.folder / DATABASE)
                    opening.create(self.folder)
                schema.prepare(self._connection)
        else:
            schema.prepare(self._connection)

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            return self._open()
        if not connection.in_transaction and self._is_another():
            self._drop(connection)
            connection = self._open()
            schema.prepare(connection)
        return connection

    def _open(self) -> sqlite3.Connection:
        connection, self._local.seen = opening.connect(self.folder / DATABASE)
        self._local.connection = connection
        self._connections.append(connection)
        return connection

    def _is_another(self) -> bool:
        """Whether another file stands where this thread's was opened, as after a restore.

        A file that may only be read is another once its content is.
        """
        seen: opening.Seen = self._local.seen
        return opening.look(self.folder / DATABASE, frozen=bool(seen.content)) != seen

    def _drop(self, connection: sqlite3.Connection) -> None:
        self._local.connection = None
        self._connections.remove(connection)
        connection.close()

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def exclusively(self) -> Iterator[bool]:
        """Hold the writers' lock if nobody does, without waiting: whether it is held."""
        lock = file_lock(self.folder / LOCK, timeout=0)
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
        lock = file_lock(self.folder / LOCK, self._lock_timeout)
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
        """One transaction under the writers' lock: all of it happens, or none."""
        with told(self.folder), self._writer_lock():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            before = connection.total_changes
            try:
                yield connection
                if connection.total_changes != before:
                    opening.count_transaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that this thread reads within is of one moment, whatever others write.

        One within another is the same one. Raises LibraryBusy where the file
        may only be read and was written to from elsewhere meanwhile.
        """
        with told(self.folder):
            connection = self._connection
            nested = connection.in_transaction
            if not nested:
                connection.execute("BEGIN")
        try:
            yield
        finally:
            if not nested and connection.in_transaction:
                connection.execute("ROLLBACK")
        if not nested:
            self._refuse_a_mixture()

    def _refuse_a_mixture(self) -> None:
        """Without a write-ahead log, what is read while somebody writes is of no one moment."""
        if self._local.seen.content and self._is_another():
            raise _written_meanwhile(self.folder)

    @contextmanager
    def attached(self, path: Path, name: str) -> Iterator[None]:
        """The tables of another library's file, within, as `name`.TABLE on this thread."""
        connection = self._connection
        with told(self.folder):
            # As bytes, since the name of a folder need not be text.
            connection.execute(f"ATTACH ? AS {name}", (os.fsencode(path),))
        try:
            yield
        finally:
            connection.execute(f"DETACH {name}")

    def state(self) -> State:
        """The library's identity, its state, which every change makes another, and its model."""
        sql = (
            "SELECT key, value FROM meta UNION ALL SELECT 'token', token FROM history WHERE "
            "generation = (SELECT value FROM meta WHERE key = 'generation')"
        )
        rows = dict(self.all(sql))
        try:
            token = rows["token"].hex()
            return State(str(rows["library"]), int(rows["generation"]), token, rows.get("probe"))
        except (KeyError, ValueError, AttributeError) as error:
            raise LibraryDamaged(
                f"{self.folder}: the library does not say which state it is in. "
                "Restore it from a copy."
            ) from error

    def was(self, generation: int, token: str) -> bool:
        """Whether the library once was in that state, as far back as it remembers."""
        row = self.one(
            "SELECT token FROM history WHERE generation = ?1 AND "
            "?1 <= (SELECT value FROM meta WHERE key = 'generation')",
            generation,
        )
        return row is not None and row[0].hex() == token

    def meta(self, key: str) -> bytes | None:
        """A value set by `set_meta`, or None."""
        found = self.one("SELECT value FROM meta WHERE key = ?", key)
        return None if found is None else found[0]

    def set_meta(self, key: str, value: bytes) -> None:
        """Keep a value beside the articles, replacing an earlier one."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row that a query gives, or None."""
        row: tuple[Any, ...] | None = self._read(
            lambda connection: connection.execute(sql, values).fetchone()
        )
        return row

    def each(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows that a query gives, one at a time, however many they are."""
        with told(self.folder):
            yield from self._connection.execute(sql, values)
            self._refuse_a_mixture()

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row that a query gives."""
        return self._read(lambda connection: connection.execute(sql, values).fetchall())

    def _read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """What a query gives, asked again where the file was written to meanwhile."""
        with told(self.folder):
            for _ in range(_TRIES):
                connection = self._connection
                if not self._local.seen.content or connection.in_transaction:
                    return query(connection)
                try:
                    found = query(connection)
                except sqlite3.DatabaseError:
                    if not self._is_another():
                        raise
                else:
                    if not self._is_another():
                        return found
        raise _written_meanwhile(self.folder)


def _written_meanwhile(folder: Path) -> LibraryBusy:
    return LibraryBusy(
        f"{folder}: written to from elsewhere while it was read here, where it may only be read. "
        "Try again in a moment."
    )
