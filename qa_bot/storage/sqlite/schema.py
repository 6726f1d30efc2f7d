"""How a file becomes a library of the current version, whatever version it was.

Knows SQLite only. `articles`, their `tags` and `places`, and `chunks` are the
record of truth; `embeddings` is keyed by the digest of the embedded text, so
that text which did not change is never embedded twice; `chunk_text` is the
full-text index and also keeps each chunk's text. `given` is what a person said
of an article, which no reloading undoes. `files` tells which files need not be
read again. `versions` keeps what an article said before, as long as `citations`
says that someone quoted it. `sketches` tells which articles may tell the same
story; `story` is the id of the first of those that do. `gone` names the chunks
that were deleted, for the vectors that are derived, and `history` the states
that they may be of.
"""

import sqlite3
from collections.abc import Iterator

from qa_bot.errors import LibraryDamaged
from qa_bot.identity import article_id
from qa_bot.storage.sqlite.migrations import SCRIPTS
from qa_bot.storage.sqlite.opening import start_count

VERSION = len(SCRIPTS)


def prepare(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty file, or bring those of an older one up to date.

    All of it happens or none. Raises LibraryDamaged when the file was written
    by a newer program, or when its articles and chunks do not fit together.
    """
    version = _version(connection)
    if version == VERSION:
        return
    if version > VERSION:
        raise LibraryDamaged(
            f"The library has schema version {version}, this program reads up to {VERSION}. "
            "Install a newer qa-bot, or use another --index folder."
        )
    # A table that is made anew must not take along what refers to it.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.create_function("long_id", 2, article_id, deterministic=True)
    try:
        _migrate(connection)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited.
        for script in SCRIPTS[_version(connection) :]:
            for statement in _statements(script):
                connection.execute(statement)
        _check(connection)
        start_count(connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger's own semicolons end none."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""


def _check(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise LibraryDamaged(
            f"The library is damaged: a row of '{broken[0]}' belongs to nothing in '{broken[2]}'. "
            "Restore it from a copy, or move the folder away and add the articles again."
        )
