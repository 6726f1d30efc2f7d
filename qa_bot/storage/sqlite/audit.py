"""The stored records as they are, damaged ones too, for verification."""

import sqlite3
from collections.abc import Iterator

from qa_bot.storage.audit import RawArticle, RawChunk
from qa_bot.storage.sqlite.database import Database

# Tables that are derived from articles, and can be made again.
_DERIVED = ("chunks", "sketches")


class SqliteAudit:
    """Implements StoreAudit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file_problems(self) -> Iterator[str]:
        """Yield what SQLite itself finds wrong with the file."""
        for (problem,) in self._database.all("PRAGMA integrity_check"):
            # A damaged full-text index is reported by its own check.
            if problem != "ok" and "chunk_text" not in problem:
                yield problem
        for table, row, parent, _ in self._database.all("PRAGMA foreign_key_check"):
            if table not in _DERIVED:
                yield f"row {row} of {table} belongs to nothing in {parent}"

    def full_text_problems(self) -> Iterator[str]:
        """Yield whether FTS5 finds that its index does not fit its text."""
        try:
            with self._database.writing() as connection:
                connection.execute("INSERT INTO chunk_text (chunk_text) VALUES ('integrity-check')")
        except Exception as error:
            cause = error.__cause__
            if isinstance(cause, sqlite3.Error) and not _is_read_only(cause):
                yield f"the index does not fit its text ({cause})"

    def stray_full_text(self) -> list[int]:
        """Return the ids of full texts that belong to no chunk."""
        strays = "SELECT rowid FROM chunk_text WHERE rowid NOT IN (SELECT id FROM chunks)"
        return [row[0] for row in self._database.all(strays)]

    def stray_chunks(self) -> Iterator[str]:
        """Yield what is derived from articles that are gone."""
        for table in _DERIVED:
            for article_id, count in self._database.all(
                f"SELECT article_id, count(*) FROM {table} "
                "WHERE article_id NOT IN (SELECT id FROM articles) GROUP BY article_id"
            ):
                yield f"article {article_id} is gone, but {table} has {count} rows of it"

    def unused_embedding_problems(self) -> Iterator[str]:
        """Yield nothing, as no digests are kept: the vector files are a second copy."""
        return iter(())

    def article(self, article_id: str) -> RawArticle | None:
        """Return the article of that id, or None."""
        row = self._database.one(
            "SELECT id, CAST(title AS BLOB), CAST(text AS BLOB), digest, source, collection "
            "FROM articles WHERE id = ?",
            article_id,
        )
        return None if row is None else RawArticle(*row)

    def chunks(self, article_id: str) -> list[RawChunk]:
        """Return the chunks of an article, in order."""
        rows = self._database.all(
            "SELECT c.id, c.ordinal, c.start, c.end, c.key, CAST(t.title AS BLOB), "
            "CAST(t.text AS BLOB), e.vector FROM chunks c "
            "LEFT JOIN chunk_text t ON t.rowid = c.id LEFT JOIN embeddings e USING (key) "
            "WHERE c.article_id = ? ORDER BY c.ordinal",
            article_id,
        )
        return [RawChunk(*row) for row in rows]

    def versions(self) -> Iterator[RawArticle]:
        """Yield the earlier versions that are stored, with neither source nor collection."""
        for row in self._database.each(
            "SELECT article_id, CAST(title AS BLOB), CAST(text AS BLOB), digest FROM versions"
        ):
            yield RawArticle(*row)


def _is_read_only(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    )
