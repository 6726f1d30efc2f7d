"""The index of another library's file taken over: chunks, embeddings, full text and model.

Ids of chunks are never used twice, so whoever searches the library sees that
every chunk is another one.
"""

import sqlite3

from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.sqlite.index_writes import increment_generation

_FINGERPRINT = "(SELECT value FROM {}.meta WHERE key = 'probe')"


def adopt(database: Database, path: bytes, token: str) -> bool:
    """Take over the index of the library file `path`, if `database` is in the state of `token`."""
    with database.attached(path, "other"), database.writing() as connection:
        unchanged = database.state().token == token
        if unchanged:
            _replace_chunks(connection)
            _replace_model(connection)
            increment_generation(connection)
        return unchanged


def _replace_chunks(connection: sqlite3.Connection) -> None:
    (last,) = connection.execute(
        "SELECT coalesce(max(seq), 0) FROM main.sqlite_sequence WHERE name = 'chunks'"
    ).fetchone()
    (create,) = connection.execute(
        "SELECT sql FROM main.sqlite_master WHERE name = 'chunk_text'"
    ).fetchone()
    connection.execute("DROP TABLE main.chunk_text")
    connection.execute(create)
    connection.execute("DELETE FROM main.chunks")
    connection.execute(
        "DELETE FROM main.embeddings WHERE "
        f"{_FINGERPRINT.format('main')} <> {_FINGERPRINT.format('other')}"
    )
    connection.execute(
        "INSERT OR IGNORE INTO main.embeddings (key, vector) "
        "SELECT key, vector FROM other.embeddings"
    )
    connection.execute(
        "INSERT INTO main.chunks (id, article_id, ordinal, start, end, key) "
        "SELECT id + ?, article_id, ordinal, start, end, key FROM other.chunks",
        (last,),
    )
    connection.execute(
        "INSERT INTO main.chunk_text (rowid, title, text) "
        "SELECT rowid + ?, title, text FROM other.chunk_text",
        (last,),
    )
    connection.execute(
        "DELETE FROM main.embeddings WHERE NOT EXISTS "
        "(SELECT 1 FROM main.chunks WHERE key = embeddings.key)"
    )


def _replace_model(connection: sqlite3.Connection) -> None:
    connection.execute(
        # Embeddings are numbered anew, so all of them count as staged.
        "INSERT OR REPLACE INTO main.meta "
        "SELECT key, CASE key WHEN 'ahead' THEN 0 ELSE value END FROM other.meta "
        "WHERE key IN ('model', 'probe', 'chunking', 'ahead')"
    )
