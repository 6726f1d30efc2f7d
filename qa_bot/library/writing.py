"""How articles, chunks and embeddings come into the library and leave it."""

import hashlib
import sqlite3
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, Chunk
from qa_bot.library import versions
from qa_bot.library.database import Database
from qa_bot.library.reading import not_found

Vectors = NDArray[np.float32]
_BATCH = 500


def text_key(text: str) -> bytes:
    """The key that an embedding is kept under: SHA-256 of the embedded text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class Writing(Database):
    """Adds, updates and removes, each in one transaction."""

    def missing_keys(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of `keys` that no embedding is kept under."""
        missing = set(keys)
        wanted = list(missing)
        for i in range(0, len(wanted), _BATCH):
            part = wanted[i : i + _BATCH]
            marks = ",".join("?" * len(part))
            rows = self.all(f"SELECT key FROM embeddings WHERE key IN ({marks})", *part)
            missing.difference_update(row[0] for row in rows)
        return missing

    def keep_embeddings(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Keep vectors (n, dimension) ahead of the article that will use them.

        An interrupted `add` finds them again instead of embedding twice;
        `drop_unused_embeddings` clears what no article came to use.
        """
        with self.writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO embeddings VALUES (?, ?)",
                [(key, v.tobytes()) for key, v in zip(keys, vectors, strict=True)],
            )

    def drop_unused_embeddings(self) -> None:
        """Delete the embeddings that no chunk refers to."""
        unused = "key NOT IN (SELECT key FROM chunks)"
        if self.one(f"SELECT 1 FROM embeddings WHERE {unused} LIMIT 1") is not None:
            with self.writing() as connection:
                connection.execute(f"DELETE FROM embeddings WHERE {unused}")

    def put(self, article: Article, chunks: Sequence[Chunk]) -> None:
        """Add the article or replace the one of the same id, in one transaction.

        Every chunk's embedding must have been kept before. Chunks whose text
        and place did not change keep their numbers. What the article said
        before is kept if it is cited.
        """
        with self.writing() as connection:
            versions.keep(connection, article.id, article.digest)
            kept = self._drop_changed_chunks(connection, article, chunks)
            _write_article(connection, article)
            for chunk in chunks:
                if chunk.ordinal not in kept:
                    _insert_chunk(connection, article.title, chunk)
            _raise_generation(connection)

    def _drop_changed_chunks(
        self, connection: sqlite3.Connection, article: Article, chunks: Sequence[Chunk]
    ) -> set[int]:
        new = {c.ordinal: (c.start, c.end, text_key(c.text)) for c in chunks}
        title = connection.execute("SELECT title FROM articles WHERE id = ?", (article.id,))
        retitled = title.fetchone() != (article.title,)
        kept = set()
        old = "SELECT id, ordinal, start, end, key FROM chunks WHERE article_id = ?"
        for number, ordinal, *rest in connection.execute(old, (article.id,)).fetchall():
            if new.get(ordinal) == tuple(rest) and not retitled:
                kept.add(ordinal)
            else:
                _delete_chunk(connection, number)
        return kept

    def remove(self, article_id: str) -> None:
        """Remove an article and all that belongs to it; raises ArticleNotFound.

        What it said is kept if it is cited, and is no longer searched.
        """
        with self.writing() as connection:
            versions.keep(connection, article_id, None)
            rows = connection.execute("SELECT id FROM chunks WHERE article_id = ?", (article_id,))
            for (number,) in rows.fetchall():
                _delete_chunk(connection, number)
            gone = connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
            if gone.rowcount == 0:
                raise not_found(article_id)
            _raise_generation(connection)


def _write_article(connection: sqlite3.Connection, article: Article) -> None:
    now = time.time()
    columns = (
        "title, source, text, digest, collection, author, published, language, link, updated_at"
    )
    connection.execute(
        f"INSERT INTO articles (id, {columns}, added_at) VALUES (?{', ?' * 11}) "
        "ON CONFLICT (id) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in columns.split(", ")),
        (
            *(article.id, article.title, article.source, article.text, article.digest),
            *(article.collection, article.author, article.published, article.language),
            *(article.link, now, now),
        ),
    )
    for table in ("tags", "places"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article.id,))
    connection.executemany(
        "INSERT OR IGNORE INTO tags VALUES (?, ?)", [(article.id, tag) for tag in article.tags]
    )
    connection.executemany(
        "INSERT OR REPLACE INTO places VALUES (?, ?, ?)",
        [(article.id, place.start, place.label) for place in article.places],
    )


def _insert_chunk(connection: sqlite3.Connection, title: str, chunk: Chunk) -> None:
    row = connection.execute(
        "INSERT INTO chunks (article_id, ordinal, start, end, key) VALUES (?, ?, ?, ?, ?)",
        (chunk.article_id, chunk.ordinal, chunk.start, chunk.end, text_key(chunk.text)),
    )
    connection.execute(
        "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
        (row.lastrowid, title, chunk.text),
    )


def _delete_chunk(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("DELETE FROM chunks WHERE id = ?", (number,))
    connection.execute("DELETE FROM chunk_text WHERE rowid = ?", (number,))


def _raise_generation(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
