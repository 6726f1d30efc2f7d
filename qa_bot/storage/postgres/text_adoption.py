"""The full text of another schema taken over, with its counts."""

from typing import Any, Final

from psycopg import sql

from qa_bot.postgres.database import Connection

# In this order; {other} is the other schema and {shift} what its chunks' ids are moved by.
_COPY: Final = (
    "INSERT INTO chunk_text (chunk_id, title, text, stems) "
    "SELECT chunk_id + {shift}, title, text, stems FROM {other}.chunk_text ORDER BY chunk_id",
    "INSERT INTO chunk_terms (chunk_id, length, terms) "
    "SELECT chunk_id + {shift}, length, terms FROM {other}.chunk_terms ORDER BY chunk_id",
    "INSERT INTO lexemes (number, term, frequency, chunks) OVERRIDING SYSTEM VALUE "
    "SELECT number, term, frequency, chunks FROM {other}.lexemes",
    "SELECT setval(pg_get_serial_sequence('lexemes', 'number'), "
    "(SELECT coalesce(max(number), 0) FROM lexemes) + 1)",
    "INSERT INTO text_totals SELECT * FROM {other}.text_totals",
)


def delete_all_texts(connection: Connection) -> None:
    """Delete the full text of all chunks, before the chunks themselves."""
    for table in ("chunk_text", "chunk_terms", "lexemes", "text_totals"):
        connection.execute(f"DELETE FROM {table}")


def adopt_texts(connection: Connection, names: dict[str, Any]) -> None:
    """Copy the full text of the chunks of another schema, which were copied before."""
    for statement in _COPY:
        connection.execute(sql.SQL(statement).format(**names))
