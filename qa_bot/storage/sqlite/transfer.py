"""Whole tables, out of one library and into another."""

from collections.abc import Iterable, Iterator
from typing import Any

from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.transfer import EmbeddingCount, Table

_TABLES = frozenset({"versions", "citations", "feeds", "feed_given", "entries", "pages"})
_IN_USE = "FROM embeddings WHERE EXISTS (SELECT 1 FROM chunks c WHERE c.key = embeddings.key)"


class SqliteTransfer:
    """Implements StoreTransfer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def added_at(self, article_id: str) -> float:
        """Return when an article was added, in seconds since the epoch."""
        row = self._database.one("SELECT added_at FROM articles WHERE id = ?", article_id)
        return 0.0 if row is None else float(row[0])

    def records(self, kind: str, fields: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield the fields of every record of a kind, in the order given."""
        return self._database.each(f"SELECT {', '.join(fields)} FROM {_table(kind)}")

    def insert(self, tables: Iterable[Table]) -> None:
        """Insert records beside what is there, in one transaction; one of the same key stays."""
        with self._database.writing() as connection:
            for kind, fields, records in tables:
                statement = _insertion(kind, fields)
                for record in records:
                    connection.execute(statement, dict(record))

    def merge_article(self, article_id: str, added_at: float, overrides: MetadataOverrides) -> None:
        """Take the earlier time of adding, and the overrides that are not set here."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE articles SET added_at = min(added_at, ?) WHERE id = ?",
                (added_at, article_id),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO given (article_id, field, value) "
                "SELECT id, ?, ? FROM articles WHERE id = ?",
                [(*row, article_id) for row in overrides.to_rows()],
            )

    def embedding_count(self) -> EmbeddingCount:
        """Count the embeddings that a chunk refers to."""
        row = self._database.one(f"SELECT count(*), max(length(vector)) {_IN_USE}")
        count, size = row or (0, 0)
        return EmbeddingCount(count, (size or 0) // 4)

    def embedding_keys(self) -> Iterator[bytes]:
        """Yield the keys of the embeddings in use, in ascending order."""
        return (row[0] for row in self._database.each(f"SELECT key {_IN_USE} ORDER BY key"))

    def embedding_vectors(self) -> Iterator[bytes]:
        """Yield the vectors of the embeddings in use, in the order of keys."""
        return (row[0] for row in self._database.each(f"SELECT vector {_IN_USE} ORDER BY key"))


def _insertion(kind: str, fields: tuple[str, ...]) -> str:
    condition = ""
    if kind == "pages":
        condition = " WHERE EXISTS (SELECT 1 FROM articles WHERE id = :article_id)"
    parameters = ", ".join(f":{name}" for name in fields)
    columns = ", ".join(fields)
    return f"INSERT OR IGNORE INTO {_table(kind)} ({columns}) SELECT {parameters}{condition}"


def _table(kind: str) -> str:
    if kind not in _TABLES:
        raise KeyError(kind)
    return kind
