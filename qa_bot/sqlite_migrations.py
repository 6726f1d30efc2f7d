"""Open an SQLite file, bring it to the current schema version, and run transactions.

The version is `PRAGMA user_version`: the number of migration scripts applied to
the file. A script that was released never changes.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qa_bot.files import make_private_file, make_private_folder


class NewerSchema(Exception):
    """The file was written by a newer program; callers turn this into an error with its cure."""

    def __init__(self, version: int, supported: int) -> None:
        super().__init__(
            f"schema version {version}, and this program reads up to {supported}",
        )
        self.version = version
        self.supported = supported


def open_private_database(
    path: Path | None, scripts: Sequence[str], timeout: float
) -> sqlite3.Connection:
    """Open a file that only its owner can read, created if needed, and migrate it.

    None keeps all in memory. `timeout` is how many seconds SQLite waits for another
    process to release the file. The connection is in autocommit mode, and any thread
    may use it. Raises OSError, sqlite3.Error or NewerSchema.
    """
    if path is not None:
        make_private_folder(path.parent)
        # SQLite gives its journals the permissions of this file.
        make_private_file(path)
    connection = sqlite3.connect(
        path or ":memory:", timeout=timeout, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A kill loses nothing; a power cut may lose the last moments, never the file.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, scripts)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit the statements of the block together, or none of them.

    `connection` must be in autocommit mode. The write lock is held from the beginning, so
    that what is read within cannot change before it is written.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the number of migrations applied to the file, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(
    connection: sqlite3.Connection,
    scripts: Sequence[str],
    verify: Callable[[sqlite3.Connection], object] | None = None,
) -> None:
    """Apply the migrations that the file lacks, in one transaction: all of them or none.

    `connection` must be in autocommit mode (`isolation_level=None`). `verify` runs
    inside the transaction, after the last script; what it raises rolls everything
    back. Does nothing to a current file. Raises NewerSchema when the file has more
    migrations than `scripts`.
    """
    if _is_current(connection, scripts):
        return
    with transaction(connection):
        # Another process may have migrated the file while this one waited for the lock.
        if not _is_current(connection, scripts):
            for script in scripts[schema_version(connection) :]:
                for statement in _statements(script):
                    connection.execute(statement)
            if verify is not None:
                verify(connection)
            connection.execute(f"PRAGMA user_version = {len(scripts)}")


def _is_current(connection: sqlite3.Connection, scripts: Sequence[str]) -> bool:
    version = schema_version(connection)
    if version > len(scripts):
        raise NewerSchema(version, len(scripts))
    return version == len(scripts)


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; a semicolon in a trigger or a comment ends none."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""
