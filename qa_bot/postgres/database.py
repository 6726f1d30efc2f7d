"""One schema of a PostgreSQL database: connections, transactions and the writers' lock.

Readers never wait and see whole transactions only; writers of a schema queue on an advisory
lock that lives as long as their transaction, so that what they number rises in the order of
their commits. Tables are those of the schema, which is first in the search path.
"""

import select
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from typing import Any, Final

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from qa_bot.postgres.joint_reads import Query, Rows, read_together
from qa_bot.postgres.locks import lock_key
from qa_bot.postgres.migrations import Migrations
from qa_bot.postgres.opening import SchemaAddress, prepare
from qa_bot.postgres.problems import MakeError, Problem, ProblemKind, translated

# Connections of one process: its threads that read or write at the same moment, others wait.
_MOST_CONNECTIONS: Final = 16
# Seconds until a call gives up on a server that is away or has no connection left.
_PATIENCE_S: Final = 5.0
# How many rows of a long result are fetched at once.
_ROWS_AT_ONCE: Final = 500
# The longest that lock_timeout can be, in milliseconds, about 24 days.
_LONGEST_WAIT_MS: Final = 2**31 - 1

Connection = psycopg.Connection[tuple[Any, ...]]
_CURSORS: Final = count()


class PostgresDatabase:
    """A schema opened for reading and, when asked, writing. Safe to share between threads."""

    def __init__(
        self,
        url: str,
        schema: str,
        migrations: Migrations,
        make_error: MakeError,
        *,
        setting: str = "library.url",
        lock_timeout: float = 60.0,
        needs_vectors: bool = False,
    ) -> None:
        """Open `schema`, creating it where there is none, and bring it up to date.

        Writers wait at most `lock_timeout` seconds for each other. `make_error` makes what is
        raised of a problem with the server; `setting` names the setting of the URL in its
        cure. With `needs_vectors` the extension pgvector has to be there.
        """
        self.schema = schema
        self._address = SchemaAddress(url, schema, setting)
        self._make_error = make_error
        self._lock_timeout = lock_timeout
        self._local = threading.local()
        self._pool: ConnectionPool[Connection] | None = None
        self._pool_lock = threading.Lock()
        with self._errors():
            problem = prepare(self._address, migrations, needs_vectors)
        if problem is not None:
            raise make_error(problem)

    @property
    def location(self) -> str:
        """The address of the database as it is named in messages, without a password."""
        return self._address.location

    def close(self) -> None:
        """Close the connections, those in use when that use ends; a later call opens new ones."""
        with self._pool_lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def reconnect(self) -> None:
        """Leave all connections, once the server lets in a new one; raise its problem till then.

        Those left may still wait to be tried again, the longer the server was away.
        """
        with self._errors():
            self._address.connect().close()
        self.close()

    def one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        with self._connection() as connection:
            return connection.execute(query, values or None, binary=True).fetchone()

    def all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return every row of a query."""
        with self._connection() as connection:
            return connection.execute(query, values or None, binary=True).fetchall()

    def together(self, queries: Sequence[Query]) -> list[Rows]:
        """Return the rows of each query, all of one moment, in one trip to the server."""
        with self._connection() as connection:
            return read_together(connection, queries)

    def execute(self, query: str, *values: object) -> int:
        """Execute a statement, committed at once; return how many rows it changed."""
        with self._connection() as connection:
            return connection.execute(query, values or None).rowcount

    def each(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, a few at a time from the server, however many they are."""
        with self._connection() as connection, ExitStack() as stack:
            if connection.autocommit and not self._is_in_transaction:
                stack.enter_context(connection.transaction())
            # Under a name of its own, as one transaction may read several tables at once.
            name = f"each_{next(_CURSORS)}"
            cursor = stack.enter_context(connection.cursor(name=name, binary=True))
            cursor.itersize = _ROWS_AT_ONCE
            yield from cursor.execute(query, values or None)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run one transaction: all of it happens, or none.

        A nested one is part of the outer one; reads of this thread within see what it wrote.
        """
        with self._connection() as connection:
            if self._is_in_transaction:
                yield connection
            else:
                with connection.transaction(), self._held(connection):
                    yield connection

    @contextmanager
    def writing(self, lock_timeout: float | None = None) -> Iterator[Connection]:
        """Run one transaction under the writers' lock of the schema.

        It is waited for at most `lock_timeout` seconds, by default those of the database.
        """
        seconds = self._lock_timeout if lock_timeout is None else lock_timeout
        with self.transaction() as connection:
            wait = min(max(int(seconds * 1000), 1), _LONGEST_WAIT_MS)
            try:
                # In one trip to the server.
                connection.execute(
                    f"SET LOCAL lock_timeout = {wait}; "
                    f"SELECT pg_advisory_xact_lock({self._key('writers')}); "
                    "SET LOCAL lock_timeout = 0"
                )
            except psycopg.errors.LockNotAvailable:
                raise self._make_error(
                    Problem(
                        ProblemKind.BUSY,
                        f"{self.location}: another qa-bot has been writing for over "
                        f"{seconds:.0f} seconds. Wait for it to finish, or stop it.",
                    )
                ) from None
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let this thread read the state of one moment within, whatever others write.

        Nested snapshots are one.
        """
        if self._is_in_transaction:
            yield
            return
        with self._connection() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            with self._held(connection):
                yield

    @contextmanager
    def try_lock(self, purpose: str = "writers") -> Iterator[bool]:
        """Hold a lock of the schema within if nobody does, without waiting; yield whether it is.

        The server drops it when this process is gone. It is no transaction's, which servers may
        end that stay idle, as one does for all of a rebuild.
        """
        with self._borrowed() as connection:
            key = (self._key(purpose),)
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", key).fetchone()
            is_held = bool(row and row[0])
            try:
                yield is_held
            finally:
                # A connection that is lost has let go of it.
                with suppress(psycopg.Error):
                    if is_held:
                        connection.execute("SELECT pg_advisory_unlock(%s)", key)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Yield a connection outside of any transaction, for what cannot run within one."""
        with self._borrowed() as connection:
            yield connection

    def _key(self, purpose: str) -> int:
        return lock_key(self.schema, purpose)

    @property
    def _is_in_transaction(self) -> bool:
        return getattr(self._local, "connection", None) is not None

    @contextmanager
    def _held(self, connection: Connection) -> Iterator[None]:
        """Let all that this thread does within go over one connection."""
        self._local.connection = connection
        try:
            yield
        finally:
            self._local.connection = None

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """Yield the connection of this thread's transaction, or else one of the pool."""
        held: Connection | None = getattr(self._local, "connection", None)
        if held is None:
            with self._borrowed() as connection:
                yield connection
        else:
            with self._errors():
                yield held

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        with self._errors():
            pool = self._opened_pool()
            connection = self._take(pool)
            try:
                yield connection
            finally:
                pool.putconn(connection)

    def _take(self, pool: "ConnectionPool[Connection]") -> Connection:
        """Return a connection that the server has not closed."""
        try:
            while True:
                connection = pool.getconn()
                if not _is_closed_by_server(connection):
                    return connection
                connection.close()
                pool.putconn(connection)
        except PoolTimeout:
            pass
        # A connection of its own fails for the very reason, which the pool only logs.
        self._address.connect().close()
        raise self._make_error(
            Problem(
                ProblemKind.BUSY,
                f"{self.location}: all {_MOST_CONNECTIONS} connections of this program are in "
                "use. Try again in a moment.",
            )
        )

    def _opened_pool(self) -> "ConnectionPool[Connection]":
        with self._pool_lock:
            if self._pool is None:
                self._pool = ConnectionPool(
                    self._address.conninfo,
                    kwargs=self._address.options,
                    configure=self._address.configure,
                    min_size=0,
                    max_size=_MOST_CONNECTIONS,
                    timeout=_PATIENCE_S,
                    reconnect_timeout=_PATIENCE_S,
                    open=True,
                )
            return self._pool

    @contextmanager
    def _errors(self) -> Iterator[None]:
        with translated(self.location, self._address.setting, self.schema, self._make_error):
            yield


def _is_closed_by_server(connection: Connection) -> bool:
    """Return whether a connection is closed, or has something to read though nothing was asked.

    That is what a server sends that shuts down; looking costs no trip.
    """
    if connection.closed:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
