"""Bring an SQLite file to the current schema version.

The version is `PRAGMA user_version`: the number of migration scripts applied to
the file. A script that was released never changes.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence


class NewerSchema(Exception):
    """The file was written by a newer program; callers turn this into an error with its cure."""

    def __init__(self, version: int, supported: int) -> None:
        super().__init__(
            f"schema version {version}, and this program reads up to {supported}",
        )
        self.version = version
        self.supported = supported


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
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have migrated the file while this one waited for the lock.
        if not _is_current(connection, scripts):
            for script in scripts[schema_version(connection) :]:
                for statement in _statements(script):
                    connection.execute(statement)
            if verify is not None:
                verify(connection)
            connection.execute(f"PRAGMA user_version = {len(scripts)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


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
