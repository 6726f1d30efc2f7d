"""The bot's state in an SQLite file beside the library, or in memory.

Knows connections, transactions and SQLite's errors. Does not know what the
tables mean.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from qa_bot.channels.telegram.storage import state_schema
from qa_bot.errors import StateError
from qa_bot.sqlite_migrations import NewerSchema, open_private_database, transaction
from qa_bot.storage.locations import TELEGRAM_STATE

FILE: Final = TELEGRAM_STATE
# How long SQLite waits for another process to release the file before it raises "locked".
_BUSY_TIMEOUT_S: Final = 10.0


class _Statements:
    """Statements on a connection that is held meanwhile."""

    has_chats = False

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch_all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def fetch_one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        # All rows: a statement that returns what it inserted is committed after the last.
        return next(iter(self.fetch_all(sql, *values)), None)

    def execute(self, sql: str, *values: object) -> int:
        return self._connection.execute(sql, values).rowcount

    def execute_each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    def go_on_from(self, table: str, number: int) -> None:
        self.execute("DELETE FROM sqlite_sequence WHERE name = ?", table)
        self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, number)


class SqliteState:
    """One connection to the bot's file, or to a database in memory.

    A StateDatabase: one statement or transaction runs at a time.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the file in `folder`, creating it if needed; None keeps all in memory.

        Raises StateError.
        """
        self._file = None if folder is None else folder / FILE
        self._lock = threading.RLock()
        with self._translated_errors():
            # It holds people's questions: no other user of this machine may read them.
            self._connection = open_private_database(
                self._file, state_schema.MIGRATIONS, _BUSY_TIMEOUT_S
            )
        self._statements = _Statements(self._connection)

    def fetch_all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return every row of a statement. Raises StateError."""
        with self._translated_errors(), self._lock:
            return self._statements.fetch_all(sql, *values)

    def fetch_one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a statement, or None. Raises StateError."""
        with self._translated_errors(), self._lock:
            return self._statements.fetch_one(sql, *values)

    def execute(self, sql: str, *values: object) -> int:
        """Execute and commit one statement; return how many rows it changed.

        Raises StateError.
        """
        with self._translated_errors(), self._lock:
            return self._statements.execute(sql, *values)

    def execute_each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute a statement once for each row of values, in one transaction.

        Raises StateError.
        """
        with self.transaction() as statements:
            statements.execute_each(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[_Statements]:
        """Commit the statements of the block together, or none of them. Raises StateError."""
        with self._translated_errors(), self._lock, transaction(self._connection):
            yield self._statements

    def last_number(self, table: str) -> int:
        """Return the greatest id that a table ever gave a row, 0 for none. Raises StateError."""
        row = self.fetch_one("SELECT seq FROM sqlite_sequence WHERE name = ?", table)
        return 0 if row is None else int(row[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, NewerSchema) as error:
            raise StateError(
                f"{self._file or 'memory'}: the bot's own file cannot be used ({error}). "
                "Make its folder writable and its disk roomy, or move the file away: the bot "
                "then starts without its people, settings and answers."
            ) from error
