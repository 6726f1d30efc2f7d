"""The bot's own state: statements in an SQL that SQLite and PostgreSQL both read.

Each value stands as `?`. What only one of the two understands is not used: no
`INSERT OR REPLACE` but `ON CONFLICT`, no numbered values, no row id after an
insertion but `RETURNING`. Knows no tables.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from qa_bot.postgres_setting import check_postgres
from qa_bot.server_url import ServerUrl


class StateStatements(Protocol):
    """What runs statements. Each method raises StateError."""

    def fetch_all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return every row of a statement."""

    def fetch_one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a statement, or None."""

    def execute(self, sql: str, *values: object) -> int:
        """Execute a statement; return how many rows it inserted, changed or deleted."""

    def execute_each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute a statement once for each row of values."""


class StateDatabase(StateStatements, Protocol):
    """A database that holds the bot's state; each statement outside a transaction is one.

    Thread-safe. Every method blocks, so code on the event loop calls it through
    `WorkerThreads`.
    """

    def transaction(self) -> AbstractContextManager[StateStatements]:
        """Commit the statements of the block together, or none of them.

        One such block runs at a time, in whatever process, so that what is read within
        does not change before it is written, unless a single statement changes it. The
        block uses only what it gets. Raises StateError.
        """

    def close(self) -> None:
        """Release the database."""


def open_state(folder: Path | None, url: ServerUrl | None = None) -> StateDatabase:
    """Open the state in the PostgreSQL database at `url`, else in the SQLite file of `folder`.

    It is created if needed; without both it is held in memory. A database that holds no
    state yet gets that of the file, where there is one. Raises StateError, or ConfigError for
    a URL of another kind and where the client of PostgreSQL is not installed.
    """
    if url:
        return _open_postgres(folder, url)
    from qa_bot.channels.telegram.storage.sqlite_state import SqliteState

    return SqliteState(folder)


def _open_postgres(folder: Path | None, url: ServerUrl) -> StateDatabase:
    # The command has checked library.url, where the address is from there, before it.
    check_postgres(url, "telegram.state_url")
    from qa_bot.channels.telegram.storage.postgres_state import PostgresState
    from qa_bot.channels.telegram.storage.state_takeover import take_over

    state = PostgresState(url)
    try:
        if folder is not None:
            take_over(folder, state)
    except BaseException:
        state.close()
        raise
    return state
