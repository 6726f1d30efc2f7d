"""Migrations and transactions change an SQLite file wholly or not at all."""

import sqlite3
from pathlib import Path

import pytest

from qa_bot.sqlite_migrations import (
    NewerSchema,
    migrate,
    open_private_database,
    schema_version,
    transaction,
)

FIRST = "-- A comment; with a semicolon.\nCREATE TABLE a (x); CREATE TABLE log (x);\n"
SECOND = """
CREATE TRIGGER logged AFTER INSERT ON a BEGIN
    INSERT INTO log VALUES (new.x); INSERT INTO log VALUES (-new.x);
END;
"""


def connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None)


def tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows]


def test_missing_migrations_are_applied(tmp_path: Path) -> None:
    """An empty or older file gets exactly the scripts that it lacks, and keeps its rows."""
    connection = connect(tmp_path / "file")
    migrate(connection, [FIRST])
    connection.execute("INSERT INTO a VALUES (7)")
    migrate(connection, [FIRST, SECOND])
    migrate(connection, [FIRST, SECOND])
    connection.execute("INSERT INTO a VALUES (8)")
    assert schema_version(connection) == 2
    assert connection.execute("SELECT x FROM a").fetchall() == [(7,), (8,)]
    assert connection.execute("SELECT x FROM log").fetchall() == [(8,), (-8,)]


def test_failed_migration_changes_nothing(tmp_path: Path) -> None:
    """When one statement fails, the file stays as it was."""
    connection = connect(tmp_path / "file")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, [FIRST, "CREATE TABLE b (x); CREATE TABLE a (x);"])
    assert (schema_version(connection), tables(connection)) == (0, [])
    assert not connection.in_transaction


def test_failed_verification_changes_nothing(tmp_path: Path) -> None:
    """When the verification raises, the file stays as it was."""
    connection = connect(tmp_path / "file")

    def verify(inside: sqlite3.Connection) -> None:
        assert tables(inside) == ["a", "log"]
        raise ValueError

    with pytest.raises(ValueError):
        migrate(connection, [FIRST], verify)
    assert (schema_version(connection), tables(connection)) == (0, [])


def test_newer_file_is_refused(tmp_path: Path) -> None:
    """A file with more migrations than the program has is left alone, with both versions named."""
    connection = connect(tmp_path / "file")
    migrate(connection, [FIRST, SECOND])
    with pytest.raises(NewerSchema, match="version 2, and this program reads up to 1") as caught:
        migrate(connection, [FIRST])
    assert (caught.value.version, caught.value.supported) == (2, 1)


def test_file_that_another_process_migrates_meanwhile(tmp_path: Path) -> None:
    """A process that waited while another one migrated the file applies nothing twice."""

    class Overtaken(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql == "BEGIN IMMEDIATE":
                with connect(tmp_path / "file") as other:
                    migrate(other, [FIRST])
                other.close()
            return super().execute(sql, *values)  # type: ignore[arg-type]

    file = tmp_path / "file"
    connection = sqlite3.connect(file, isolation_level=None, factory=Overtaken)
    migrate(connection, [FIRST])
    assert (schema_version(connection), tables(connection)) == (1, ["a", "log"])


@pytest.mark.parametrize("failing", ["BEGIN IMMEDIATE", "INSERT INTO a VALUES (2)", "COMMIT"])
def test_a_transaction_that_fails_changes_nothing(tmp_path: Path, failing: str) -> None:
    """Whichever statement fails, none of them is kept, and the next transaction can begin."""
    broken = [failing]

    class Failing(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql in broken:
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, *values)  # type: ignore[arg-type]

    connection = sqlite3.connect(tmp_path / "file", isolation_level=None, factory=Failing)
    connection.executescript(FIRST)
    with pytest.raises(sqlite3.OperationalError), transaction(connection):
        connection.execute("INSERT INTO a VALUES (1)")
        connection.execute("INSERT INTO a VALUES (2)")
    assert not connection.in_transaction
    broken.clear()
    with transaction(connection):
        connection.execute("INSERT INTO a VALUES (3)")
    assert connect(tmp_path / "file").execute("SELECT x FROM a").fetchall() == [(3,)]


def test_a_private_file_that_cannot_be_migrated_is_closed(tmp_path: Path) -> None:
    """Nothing stays open where a file is of a newer version, so that it can be moved away."""
    file = tmp_path / "folder" / "file"
    open_private_database(file, [FIRST, SECOND], timeout=1).close()
    with pytest.raises(NewerSchema):
        open_private_database(file, [FIRST], timeout=1)
    assert [path.name for path in file.parent.iterdir()] == ["file"]
