"""One SQLite file and its folder: connections, transactions and the writers' lock.

Knows SQL and nothing of what the tables mean. Readers never wait and see whole
transactions only (write-ahead log); writers queue on a lock that the operating
system drops when its holder dies.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from qa_bot.errors import LibraryBusy
from qa_bot.files import PRIVATE_FILE, make_private_file, make_private_folder
from qa_bot.library import schema
from qa_bot.library.faults import told

DATABASE = "library.sqlite"
LOCK = "writer.lock"


@dataclass(frozen=True, slots=True)
class State:
    """Which library this is, how often it was written to, and whose vectors it holds.

    `model` is the embedding model's vector of a fixed sentence, as bytes; None
    before anything was added.
    """

    library: str
    generation: int
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
        if (self.folder / DATABASE).exists():
            schema.prepare(self._connection)
            return
        make_private_folder(self.folder)
        with self._writer_lock():
            # SQLite gives its journals the permissions of this file.
            make_private_file(self.folder / DATABASE)
            schema.prepare(self._connection)

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            self._connections.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        path = self.folder / DATABASE
        try:
            return self._configured(
                sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            )
        except sqlite3.OperationalError:
            if _is_empty(path) or path.with_name(path.name + "-wal").exists():
                raise
            # A folder that may not be written to, or has no room, cannot hold the write-ahead log.
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)

    @staticmethod
    def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def exclusively(self) -> Iterator[bool]:
        """Hold the writers' lock if nobody does, without waiting: whether it is held."""
        lock = filelock.FileLock(self.folder / LOCK, timeout=0, mode=PRIVATE_FILE)
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
        lock = filelock.FileLock(self.folder / LOCK, timeout=self._lock_timeout, mode=PRIVATE_FILE)
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
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that this thread reads within is of one moment, whatever others write."""
        connection = self._connection
        with told(self.folder):
            connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def attached(self, path: Path, name: str) -> Iterator[None]:
        """The tables of another library's file, within, as `name`.TABLE on this thread."""
        connection = self._connection
        with told(self.folder):
            connection.execute(f"ATTACH ? AS {name}", (str(path),))
        try:
            yield
        finally:
            connection.execute(f"DETACH {name}")

    def state(self) -> State:
        """The library's identity, its generation, which every change raises, and its model."""
        with told(self.folder):
            rows = dict(self._connection.execute("SELECT key, value FROM meta"))
        return State(rows["library"], rows["generation"], rows.get("probe"))

    def meta(self, key: str) -> bytes | None:
        """A value set by `set_meta`, or None."""
        with told(self.folder):
            row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,))
            found = row.fetchone()
        return None if found is None else found[0]

    def set_meta(self, key: str, value: bytes) -> None:
        """Keep a value beside the articles, replacing an earlier one."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row that a query gives, or None."""
        with told(self.folder):
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def each(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows that a query gives, one at a time, however many they are."""
        with told(self.folder):
            yield from self._connection.execute(sql, values)

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row that a query gives."""
        with told(self.folder):
            return self._connection.execute(sql, values).fetchall()


def _is_empty(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0
