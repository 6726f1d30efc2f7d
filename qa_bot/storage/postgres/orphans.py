"""Rows that belong to nothing, which foreign keys forbid.

A restore without triggers, an administrator's session without them, or a key that could
not be made again leaves such rows. The keys are named here, as the schema may have lost them.
"""

from collections.abc import Iterator
from typing import Final

from qa_bot.storage.postgres.database import LibraryDatabase, increment_generation
from qa_bot.storage.postgres.text_index import delete_texts

# Tables of the record that refer to articles, and those that are derived from articles.
RECORD: Final = ("tags", "places", "given", "files", "pages")
DERIVED: Final = ("chunks", "sketches")
# Tables of the full text, which refer to chunks.
TEXTS: Final = ("chunk_text", "chunk_terms")
_NO_ARTICLE: Final = "NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = t.article_id)"
_NO_CHUNK: Final = "NOT EXISTS (SELECT 1 FROM chunks c WHERE c.id = t.chunk_id)"
_UNUSED: Final = "NOT EXISTS (SELECT 1 FROM chunks c WHERE c.key = e.key)"


def articles_missing(database: LibraryDatabase, tables: tuple[str, ...]) -> Iterator[str]:
    """Yield what the tables have of articles that are gone, one problem for each article."""
    for table in tables:
        sql = f"SELECT article_id, count(*) FROM {table} t WHERE {_NO_ARTICLE} GROUP BY article_id"
        for article_id, count in database.each(sql):
            yield f"article {article_id} is gone, but {table} has {count} rows of it"


def stray_texts(database: LibraryDatabase) -> list[int]:
    """Return the ids of chunks that are gone, but are still in the full text."""
    strays = " UNION ".join(f"SELECT chunk_id FROM {t} t WHERE {_NO_CHUNK}" for t in TEXTS)
    return [row[0] for row in database.all(f"{strays} ORDER BY 1")]


def delete_orphans(database: LibraryDatabase) -> None:
    """Delete what is derived from articles that are gone, and embeddings of no chunk."""
    with database.writing() as connection:
        rows = connection.execute(f"SELECT id FROM chunks t WHERE {_NO_ARTICLE}").fetchall()
        delete_texts(connection, [row[0] for row in rows])
        for table in DERIVED:
            connection.execute(f"DELETE FROM {table} t WHERE {_NO_ARTICLE}")
        connection.execute(f"DELETE FROM embeddings e WHERE {_UNUSED}")
        increment_generation(connection)
