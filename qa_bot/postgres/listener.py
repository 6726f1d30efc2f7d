"""One connection of its own: it waits for announcements, and may hold a lock meanwhile.

The server drops the lock as soon as this process, or its machine, is gone. For one thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from qa_bot.postgres.locks import lock_key
from qa_bot.postgres.opening import SchemaAddress
from qa_bot.postgres.problems import MakeError, translated


class PostgresListener:
    """Listens on one channel of a database; connects when it is first used, and again.

    `make_error` makes what each method raises of a problem with the server, whereupon the
    lock is lost and the next call connects anew.
    """

    def __init__(
        self,
        url: str,
        schema: str,
        channel: str,
        make_error: MakeError,
        *,
        setting: str = "library.url",
    ) -> None:
        self._address = SchemaAddress(url, schema, setting)
        self._channel = channel
        self._make_error = make_error
        self._connection: psycopg.Connection[Any] | None = None
        self._has_lock = False

    def wait(self, seconds: float) -> bool:
        """Wait for an announcement, no longer than so many seconds; return whether one came."""
        with self._errors():
            connection = self._connected()
            return any(True for _ in connection.notifies(timeout=seconds, stop_after=1))

    def try_lock(self, purpose: str) -> bool:
        """Take the lock for a purpose if nobody has it; return whether it is held here.

        Each call runs a statement, so that pg_stat_activity shows when this process last lived.
        """
        with self._errors():
            connection = self._connected()
            if self._has_lock:
                connection.execute("SELECT")
            else:
                row = connection.execute(
                    "SELECT pg_try_advisory_lock(%s)", (lock_key(self._address.schema, purpose),)
                ).fetchone()
                self._has_lock = bool(row and row[0])
            return self._has_lock

    def close(self) -> None:
        """Close the connection, and so let go of the lock."""
        self._has_lock = False
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self) -> "psycopg.Connection[Any]":
        if self._connection is None:
            self._connection = self._address.connect()
            self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        return self._connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        address = self._address
        with translated(address.location, address.setting, address.schema, self._make_error):
            try:
                yield
            except psycopg.Error:
                self.close()
                raise
