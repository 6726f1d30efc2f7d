"""Rows that belong to nothing, which foreign keys forbid where they are not switched off."""

from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.sqlite.index_writes import increment_generation

_NO_ARTICLE = "article_id NOT IN (SELECT id FROM articles)"


def delete_orphans(database: Database) -> None:
    """Delete what is derived from articles that are gone, and embeddings of no chunk."""
    with database.writing() as connection:
        connection.execute(
            f"DELETE FROM chunk_text WHERE rowid IN (SELECT id FROM chunks WHERE {_NO_ARTICLE})"
        )
        for table in ("chunks", "sketches"):
            connection.execute(f"DELETE FROM {table} WHERE {_NO_ARTICLE}")
        connection.execute(
            "DELETE FROM embeddings WHERE NOT EXISTS "
            "(SELECT 1 FROM chunks WHERE key = embeddings.key)"
        )
        increment_generation(connection)
