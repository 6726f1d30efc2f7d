"""The index of another schema taken over: chunks, embeddings, full text and model.

Ids of chunks are never used twice, so whoever searches the library sees that
every chunk is another one. Rows are deleted one by one, as readers of the former
index go on meanwhile.
"""

from typing import Any, Final

from psycopg import sql

from qa_bot.postgres.database import Connection
from qa_bot.storage.postgres.database import LibraryDatabase, increment_generation
from qa_bot.storage.postgres.digests import IS_INTACT
from qa_bot.storage.postgres.text_adoption import adopt_texts, delete_all_texts

# In this order; {other} is the other schema and {shift} what its chunks' ids are moved by.
_REPLACE: Final = (
    "DELETE FROM chunks",
    "DELETE FROM embeddings WHERE (SELECT value FROM meta WHERE key = 'probe') <> "
    "(SELECT value FROM {other}.meta WHERE key = 'probe')",
    "INSERT INTO embeddings AS e (key, digest, vector) "
    "SELECT key, digest, vector FROM {other}.embeddings ORDER BY number ON CONFLICT (key) "
    "DO UPDATE SET digest = excluded.digest, vector = excluded.vector "
    f"WHERE NOT {IS_INTACT}",
    'INSERT INTO chunks (id, article_id, ordinal, start, "end", key) '
    'SELECT id + {shift}, article_id, ordinal, start, "end", key FROM {other}.chunks ORDER BY id',
    "SELECT setval(pg_get_serial_sequence('chunks', 'id'), {shift} + "
    "(SELECT coalesce(max(id), 0) FROM {other}.chunks) + 1)",
    "DELETE FROM embeddings AS e WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE key = e.key)",
    # Embeddings are numbered anew, so all of them count as staged.
    "INSERT INTO meta SELECT key, CASE key WHEN 'ahead' THEN '0'::bytea ELSE value END "
    "FROM {other}.meta WHERE key IN ('model', 'probe', 'chunking', 'ahead') "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
)


def adopt(database: LibraryDatabase, schema: str, token: str) -> bool:
    """Take over the index of another schema, if `database` is in the state of `token`."""
    with database.writing() as connection:
        unchanged = database.state().token == token
        if unchanged:
            _replace_index(connection, schema)
            increment_generation(connection)
        return unchanged


def _replace_index(connection: Connection, schema: str) -> None:
    row = connection.execute("SELECT nextval(pg_get_serial_sequence('chunks', 'id'))").fetchone()
    assert row is not None  # noqa: S101  # a sequence has a next value
    names: dict[str, Any] = {"other": sql.Identifier(schema), "shift": sql.Literal(int(row[0]))}
    delete_all_texts(connection)
    for statement in _REPLACE:
        connection.execute(sql.SQL(statement).format(**names))
    adopt_texts(connection, names)
