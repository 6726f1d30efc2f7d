"""The bot's SQLite file: opened, read and written.

Knows connections, transactions and what SQLite complains of. Does not know
what the tables mean. Safe to share between threads; each call is brief.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from qa_bot.channels.telegram.storage import state_schema
from qa_bot.errors import StateError
from qa_bot.files import make_private_file, make_private_folder

FILE: Final = "telegram.sqlite"
_BUSY_S: Final = 10.0


class Database:
    """One open file, or a memory that ends with the process."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the file in `folder`, making it when there is none; None keeps all in memory.

        Raises StateError.
        """
        self._file = None if folder is None else folder / FILE
        self._lock = threading.RLock()
        with self._told():
            self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        if self._file is not None:
            make_private_folder(self._file.parent)
            # People's questions stand in it: nobody else on this machine may read them.
            make_private_file(self._file)
        connection = sqlite3.connect(
            self._file or ":memory:", timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # A kill loses nothing; a power cut may lose the last moments, never the file.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            state_schema.prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row that a query finds; raises StateError."""
        with self._told(), self._lock:
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row that a query finds, if any; raises StateError."""
        with self._told(), self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
            return row

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Carry out one statement, durably when it returns; raises StateError."""
        with self._told(), self._lock:
            return self._connection.execute(sql, values)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Several statements of which all happen, or none; raises StateError."""
        with self._told(), self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, state_schema.NewerFile) as error:
            raise StateError(
                f"{self._file or 'memory'}: the bot's own file cannot be used ({error}). "
                "Make its folder writable and its disk roomy, or move the file away: the bot "
                "then starts without its people, settings and answers."
            ) from error
