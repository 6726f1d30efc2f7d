"""Whole tables, out of one library and into another."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.postgres.database import LibraryDatabase
from qa_bot.storage.transfer import EmbeddingCount, Table

_TABLES: Final = frozenset({"versions", "citations", "feeds", "feed_given", "entries", "pages"})
_IN_USE: Final = (
    "FROM embeddings WHERE EXISTS (SELECT 1 FROM chunks c WHERE c.key = embeddings.key)"
)


class PostgresTransfer:
    """Implements StoreTransfer."""

    def __init__(self, database: LibraryDatabase) -> None:
        self._database = database

    def added_at(self, article_id: str) -> float:
        """Return when an article was added, in seconds since the epoch."""
        row = self._database.one("SELECT added_at FROM articles WHERE id = %s", article_id)
        return 0.0 if row is None else float(row[0])

    def records(self, kind: str, fields: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield the fields of every record of a kind, in the order given."""
        return self._database.each(f"SELECT {', '.join(fields)} FROM {_table(kind)}")

    def insert(self, tables: Iterable[Table]) -> None:
        """Insert records beside what is there, in one transaction; one of the same key stays."""
        with self._database.writing() as connection, connection.cursor() as cursor:
            for kind, fields, records in tables:
                cursor.executemany(_insertion(kind, fields), map(dict, records))

    def merge_article(self, article_id: str, added_at: float, overrides: MetadataOverrides) -> None:
        """Take the earlier time of adding, and the overrides that are not set here."""
        with self._database.writing() as connection, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE articles SET added_at = least(added_at, %s) WHERE id = %s",
                (added_at, article_id),
            )
            cursor.executemany(
                "INSERT INTO given (article_id, field, value) "
                "SELECT id, %s, %s FROM articles WHERE id = %s ON CONFLICT DO NOTHING",
                [(*row, article_id) for row in overrides.to_rows()],
            )

    def embedding_count(self) -> EmbeddingCount:
        """Count the embeddings that a chunk refers to."""
        row = self._database.one(f"SELECT count(*), max(vector_dims(vector)) {_IN_USE}")
        count, dimension = row or (0, 0)
        return EmbeddingCount(count, dimension or 0)

    def embedding_keys(self) -> Iterator[bytes]:
        """Yield the keys of the embeddings in use, in ascending order."""
        return (row[0] for row in self._database.each(f"SELECT key {_IN_USE} ORDER BY key"))

    def embedding_vectors(self) -> Iterator[bytes]:
        """Yield the vectors of the embeddings in use, in the order of keys."""
        rows = self._database.each(f"SELECT vector {_IN_USE} ORDER BY key")
        return (np.asarray(row[0].to_numpy(), np.float32).tobytes() for row in rows)


def _insertion(kind: str, fields: tuple[str, ...]) -> str:
    condition = ""
    if kind == "pages":
        condition = " WHERE EXISTS (SELECT 1 FROM articles WHERE id = %(article_id)s)"
    parameters = ", ".join(f"%({name})s" for name in fields)
    columns = ", ".join(fields)
    return (
        f"INSERT INTO {_table(kind)} ({columns}) SELECT {parameters}{condition} "
        "ON CONFLICT DO NOTHING"
    )


def _table(kind: str) -> str:
    if kind not in _TABLES:
        raise KeyError(kind)
    return kind
