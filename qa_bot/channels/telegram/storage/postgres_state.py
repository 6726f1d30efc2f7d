"""The bot's state in a schema of a PostgreSQL database, which several workers share.

Knows connections and how PostgreSQL's statements differ from SQLite's. Does not
know what the tables mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from qa_bot.channels.telegram.storage.state_circuit import StateCircuit
from qa_bot.errors import StateError, StateUnavailable
from qa_bot.postgres.database import Connection, PostgresDatabase
from qa_bot.postgres.migrations import Migrations
from qa_bot.postgres.problems import Problem, ProblemKind
from qa_bot.server_url import ServerUrl

SCHEMA: Final = "qa_bot_state"
_MIGRATIONS: Final = Migrations("qa_bot.channels.telegram.storage.revisions")
SETTING: Final = "telegram.state_url (by default library.url)"
# How many seconds a transaction waits for those of other workers, which last milliseconds.
_LOCK_TIMEOUT_S: Final = 10.0


class _Statements:
    """Statements on a connection that is held meanwhile."""

    has_chats = True

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def fetch_all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(_in_dialect(sql), _storable(values), binary=True).fetchall()

    def fetch_one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        return next(iter(self.fetch_all(sql, *values)), None)

    def execute(self, sql: str, *values: object) -> int:
        return self._connection.execute(_in_dialect(sql), _storable(values)).rowcount

    def execute_each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_in_dialect(sql), map(_storable, rows))

    def go_on_from(self, table: str, number: int) -> None:
        self.fetch_all(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ?)", number)


class PostgresState:
    """A StateDatabase: the schema qa_bot_state of a database, created if needed.

    While the server is away each method raises StateUnavailable: at first after the patience
    of the client, and then at once, until the server is back.
    """

    def __init__(self, url: ServerUrl, setting: str = SETTING) -> None:
        """Open the database. Raises StateError, which never holds the URL's password.

        `setting` is what names the database, for the cure in an error.
        """
        self.database = PostgresDatabase(
            url.reveal(),
            SCHEMA,
            _MIGRATIONS,
            state_error,
            setting=setting,
            lock_timeout=_LOCK_TIMEOUT_S,
        )
        self._circuit = StateCircuit(self.database.reconnect)

    def fetch_all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return every row of a statement. Raises StateError."""
        with self._circuit.passing():
            return self.database.all(_in_dialect(sql), *_storable(values))

    def fetch_one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a statement, or None. Raises StateError."""
        with self._circuit.passing():
            return self.database.one(_in_dialect(sql), *_storable(values))

    def execute(self, sql: str, *values: object) -> int:
        """Execute and commit one statement; return how many rows it changed.

        Raises StateError.
        """
        with self._circuit.passing():
            return self.database.execute(_in_dialect(sql), *_storable(values))

    def execute_each(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute a statement once for each row of values, in one transaction.

        Raises StateError.
        """
        with self.transaction() as statements:
            statements.execute_each(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[_Statements]:
        """Commit the statements of the block together, or none of them. Raises StateError."""
        with self._circuit.passing(), self.database.writing() as connection:
            yield _Statements(connection)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let this thread read the state of one moment within. Raises StateError."""
        with self._circuit.passing(), self.database.snapshot():
            yield

    def last_number(self, table: str) -> int:
        """Return the greatest id that a table ever gave a row, 0 for none. Raises StateError."""
        row = self.fetch_one(
            "SELECT last_value FROM pg_sequences WHERE schemaname = ? AND sequencename = ?",
            *(SCHEMA, f"{table}_id_seq"),
        )
        return 0 if row is None or row[0] is None else int(row[0])

    def close(self) -> None:
        """Close the connections."""
        self._circuit.close()
        self.database.close()


def state_error(problem: Problem) -> StateError:
    """Return the error that a problem with the server is for the bot."""
    is_gone = problem.kind in (ProblemKind.AWAY, ProblemKind.REFUSED)
    return (StateUnavailable if is_gone else StateError)(problem.message)


def _in_dialect(sql: str) -> str:
    """Return a statement with its values as the client library marks them."""
    return sql.replace("?", "%s")


def _storable(values: Sequence[object]) -> tuple[object, ...]:
    """Return values without the character U+0000, which PostgreSQL's texts cannot hold."""
    return tuple(
        value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in values
    )
