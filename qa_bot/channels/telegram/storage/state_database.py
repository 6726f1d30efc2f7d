"""The bot's SQLite file and the lock on its folder.

Knows connections, transactions and SQLite's errors. Does not know what the
tables mean.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import filelock

from qa_bot.channels.telegram.storage import state_schema
from qa_bot.errors import StateError
from qa_bot.files import file_lock, make_private_folder
from qa_bot.privacy import cache_folder
from qa_bot.sqlite_migrations import NewerSchema, open_private_database, transaction
from qa_bot.storage.locations import TELEGRAM_STATE

_LOG = logging.getLogger(__name__)
FILE: Final = TELEGRAM_STATE
LOCK_FILE: Final = "telegram.lock"
# How long SQLite waits for another process to release the file before it raises "locked".
_BUSY_TIMEOUT_S: Final = 10.0


class StateDatabase:
    """One connection to the bot's file, or to a database in memory.

    Thread-safe: one statement or transaction runs at a time. Every method blocks,
    so code on the event loop calls it through `WorkerThreads`.
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

    def fetch_all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return every row of a query. Raises StateError."""
        with self._translated_errors(), self._lock:
            return self._connection.execute(sql, values).fetchall()

    def fetch_one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None. Raises StateError."""
        with self._translated_errors(), self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
            return row

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Execute and commit one statement. Raises StateError."""
        with self._translated_errors(), self._lock:
            return self._connection.execute(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit the statements of the block together, or none of them. Raises StateError."""
        with self._translated_errors(), self._lock, transaction(self._connection):
            yield self._connection

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


@contextmanager
def single_instance(folder: Path | None, bot_id: int | None = None) -> Iterator[None]:
    """Hold two locks during the block: one bot runs over one library, and with one token.

    `bot_id` is that of the token; without it, or without `folder`, there is no such lock.
    The operating system releases the locks when their holder dies. The token's is seen
    by processes of the same user on the same machine. Raises StateError when another
    process holds one.
    """
    with _library_lock(folder), _token_lock(bot_id):
        yield


@contextmanager
def _library_lock(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    lock = file_lock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except (filelock.Timeout, OSError) as error:
        raise StateError(
            f"{folder / LOCK_FILE}: another qa-bot telegram runs over this library, or its folder "
            f"cannot be written ({error}). Stop that one, or give this one another --index DIR."
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _token_lock(bot_id: int | None) -> Iterator[None]:
    if bot_id is None:
        yield
        return
    lock = file_lock(cache_folder() / f"telegram-{bot_id}.lock")
    try:
        make_private_folder(cache_folder())
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise StateError(
            "Another qa-bot telegram runs with this token, over another library; each would get "
            "only some of the messages. Stop that one, or get this one a token of its own: ask "
            "@BotFather on Telegram with /newbot."
        ) from error
    except OSError as error:
        # Without a folder for it, as in a container, Telegram itself reports a second process.
        _LOG.debug("There is no lock on the token: %s", error)
    try:
        yield
    finally:
        lock.release()
