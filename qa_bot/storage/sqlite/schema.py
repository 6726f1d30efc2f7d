"""The schema of a library's file, brought up to date whatever version it has.

Articles with their tags and places, and chunks, are the record of truth. Tables
and columns keep the names of earlier versions:

    embeddings   vectors by the digest of the embedded text, which is never embedded twice
    chunk_text   the full-text index (FTS5), which also stores each chunk's text
    given        metadata overrides
    files        the synced files, which need not be read again while they are unchanged
    versions     earlier versions of articles, while `citations` refer to them
    sketches     bands of MinHash signatures, which find near duplicates
    story        the first article of a cluster of near duplicates
    gone         deleted chunks, for the derived vectors
    history      past states of the library, which derived vectors may be of
"""

import sqlite3

from qa_bot.errors import LibraryDamaged
from qa_bot.identity import article_id
from qa_bot.sqlite_migrations import NewerSchema, migrate, schema_version
from qa_bot.storage.sqlite.migrations import SCRIPTS
from qa_bot.storage.sqlite.opening import start_count

VERSION = len(SCRIPTS)


def prepare(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty file, or bring those of an older one up to date.

    All of it happens or none. Raises LibraryDamaged when the file was written
    by a newer program, or when its articles and chunks do not fit together.
    """
    if schema_version(connection) == VERSION:
        return
    # A table that is rebuilt must not delete what refers to it.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.create_function("long_id", 2, article_id, deterministic=True)
    try:
        migrate(connection, SCRIPTS, _verify)
    except NewerSchema as error:
        raise LibraryDamaged(
            f"The library has schema version {error.version}, this program reads up to "
            f"{error.supported}. Install a newer qa-bot, or use another --index folder."
        ) from None
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _verify(connection: sqlite3.Connection) -> None:
    """Check the foreign keys, and start the count of transactions."""
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise LibraryDamaged(
            f"The library is damaged: a row of '{broken[0]}' belongs to nothing in '{broken[2]}'. "
            "Restore it from a copy, or move the folder away and add the articles again."
        )
    start_count(connection)
