"""The schema beside a library's own where its index is built anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from psycopg import sql

from qa_bot.errors import LibraryBusy

if TYPE_CHECKING:
    from qa_bot.storage.postgres.database import LibraryDatabase
    from qa_bot.storage.postgres.store import PostgresStore


class RebuildSchema:
    """Implements RebuildPlace."""

    def __init__(self, database: "LibraryDatabase", url: str, lock_timeout: float) -> None:
        self._database = database
        self._url = url
        self._lock_timeout = lock_timeout
        self._schema = f"{database.schema}_rebuild"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """As RebuildPlace says."""
        with self._database.try_lock("rebuild") as is_held:
            if not is_held:
                raise LibraryBusy(
                    f"{self._database.location}: another rebuild is running. Wait for it to "
                    "finish, or stop it."
                )
            yield

    def open(self) -> "PostgresStore":
        """As RebuildPlace says."""
        from qa_bot.storage.postgres.store import PostgresStore

        return PostgresStore(self._url, self._lock_timeout, self._schema)

    def discard(self) -> None:
        """As RebuildPlace says."""
        found = self._database.one("SELECT to_regnamespace(%s)", f'"{self._schema}"')
        if found is None or found[0] is None:
            return
        with self._database.transaction() as connection:
            name = sql.Identifier(self._schema)
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
