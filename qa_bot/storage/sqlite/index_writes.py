"""Writes of articles with their chunks and embeddings, each in one transaction."""

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from qa_bot.documents import Article, Chunk
from qa_bot.errors import ModelMismatch
from qa_bot.identity import embedding_key
from qa_bot.storage.article_matches import check_id, not_found
from qa_bot.storage.sqlite.articles import ArticleQueries
from qa_bot.storage.sqlite.chunks import BATCH
from qa_bot.storage.sqlite.citations import store_cited_version
from qa_bot.storage.store import EmbeddingsMissing, IndexedArticle, Vectors

# In `meta` while embeddings are staged that no article uses: the number of the last one before.
_STAGED_AFTER = "ahead"


class IndexWrites(ArticleQueries):
    """Adds, updates and removes articles."""

    def missing_embeddings(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of `keys` that no embedding is stored under."""
        missing = set(keys)
        wanted = list(missing)
        for i in range(0, len(wanted), BATCH):
            part = wanted[i : i + BATCH]
            marks = ",".join("?" * len(part))
            rows = self._database.all(f"SELECT key FROM embeddings WHERE key IN ({marks})", *part)
            missing.difference_update(row[0] for row in rows)
        return missing

    def embeddings(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the embeddings (dimension,) stored under those of `keys` that there are."""
        stored: dict[bytes, Vectors] = {}
        for i in range(0, len(keys), BATCH):
            part = keys[i : i + BATCH]
            marks = ",".join("?" * len(part))
            sql = f"SELECT key, vector FROM embeddings WHERE key IN ({marks})"
            rows = self._database.all(sql, *part)
            stored.update((key, np.frombuffer(vector, np.float32)) for key, vector in rows)
        return stored

    def stage_embeddings(
        self, keys: Sequence[bytes], vectors: Vectors, fingerprint: bytes | None = None
    ) -> None:
        """Store vectors (n, dimension) ahead of the article that will use them."""
        with self._database.writing() as connection:
            self._check_model(connection, fingerprint)
            connection.execute(
                "INSERT INTO meta VALUES (?, (SELECT coalesce(max(number), 0) FROM embeddings)) "
                "ON CONFLICT (key) DO UPDATE SET value = min(value, excluded.value)",
                (_STAGED_AFTER,),
            )
            _insert_embeddings(connection, zip(keys, vectors, strict=True))

    def _check_model(self, connection: sqlite3.Connection, fingerprint: bytes | None) -> None:
        row = connection.execute("SELECT value FROM meta WHERE key = 'probe'").fetchone()
        if fingerprint is not None and row != (fingerprint,):
            raise ModelMismatch(
                f"{self._database.folder}: rebuilt for another embedding model while this program "
                "ran. Set embedding.model to that one, and start this program again."
            )

    def drop_unused_embeddings(self) -> None:
        """Delete the staged embeddings that no chunk refers to.

        Looks only at those that came since the first of them.
        """
        if self._database.meta(_STAGED_AFTER) is not None:
            with self._database.writing() as connection:
                connection.execute(
                    "DELETE FROM embeddings WHERE "
                    "number > (SELECT value FROM meta WHERE key = ?) AND "
                    "NOT EXISTS (SELECT 1 FROM chunks WHERE key = embeddings.key)",
                    (_STAGED_AFTER,),
                )
                connection.execute("DELETE FROM meta WHERE key = ?", (_STAGED_AFTER,))

    def put(
        self,
        articles: Sequence[IndexedArticle],
        embeddings: Mapping[bytes, Vectors] | None = None,
        fingerprint: bytes | None = None,
    ) -> None:
        """Add articles, or replace those of the same ids, in one transaction."""
        with self._database.writing() as connection:
            self._check_model(connection, fingerprint)
            _insert_embeddings(connection, (embeddings or {}).items())
            dropped: set[bytes] = set()
            for indexed in articles:
                dropped |= _put(connection, indexed)
            # Last, as one article may need what another no longer does.
            _delete_unused(connection, dropped)
            increment_generation(connection)

    def remove(self, article_id: str) -> None:
        """Remove an article and all that belongs to it; raises ArticleNotFound."""
        article_id = self.full_id(article_id)
        with self._database.writing() as connection:
            store_cited_version(connection, article_id, None)
            rows = connection.execute(
                "SELECT id, key FROM chunks WHERE article_id = ?", (article_id,)
            ).fetchall()
            for chunk_id, _ in rows:
                _delete_chunk(connection, chunk_id)
            _delete_unused(connection, {key for _, key in rows})
            deleted = connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
            if deleted.rowcount == 0:
                raise not_found(article_id)
            increment_generation(connection)

    def inherit_added_at(self, former_id: str, article_id: str) -> None:
        """Give an article the time of adding of another, which it replaces."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE articles SET added_at = "
                "(SELECT added_at FROM articles WHERE id = ?1) WHERE id = ?2",
                (former_id, article_id),
            )

    def replace_chunks(self, article: Article, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Give an article new chunks with vectors (n, dimension), unless it was edited since.

        They get new ids, so that every process that searches the library takes them up.
        """
        with self._database.writing() as connection:
            if connection.execute(
                "SELECT digest FROM articles WHERE id = ?", (article.id,)
            ).fetchone() != (article.digest,):
                return
            connection.executemany(
                "INSERT INTO embeddings (key, vector) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET vector = excluded.vector",
                [
                    (embedding_key(c.text), v.tobytes())
                    for c, v in zip(chunks, vectors, strict=True)
                ],
            )
            old = connection.execute("SELECT id FROM chunks WHERE article_id = ?", (article.id,))
            for (chunk_id,) in old.fetchall():
                _delete_chunk(connection, chunk_id)
            for chunk in chunks:
                _insert_chunk(connection, article.title, chunk)
            increment_generation(connection)


def _put(connection: sqlite3.Connection, indexed: IndexedArticle) -> set[bytes]:
    """Write one article; return the keys of the chunks that it no longer has."""
    article, chunks = indexed.article, indexed.chunks
    check_id(article, _source_of(connection, article.id))
    store_cited_version(connection, article.id, article.digest)
    unchanged, dropped = _delete_changed_chunks(connection, article, chunks)
    _write_article(connection, article)
    _write_beside(connection, indexed)
    _check_embeddings(connection, chunks)
    for chunk in chunks:
        if chunk.ordinal not in unchanged:
            _insert_chunk(connection, article.title, chunk)
    return dropped


def _delete_changed_chunks(
    connection: sqlite3.Connection, article: Article, chunks: Sequence[Chunk]
) -> tuple[set[int], set[bytes]]:
    """Return the ordinals of the chunks that stay, and the keys of those that do not."""
    new = {c.ordinal: (c.start, c.end, embedding_key(c.text)) for c in chunks}
    redescribed = _description(connection, article.id) != (
        *(article.title, article.published),
        {*article.tags},
    )
    unchanged, dropped = set(), set()
    old = "SELECT id, ordinal, start, end, key FROM chunks WHERE article_id = ?"
    for chunk_id, ordinal, *rest in connection.execute(old, (article.id,)).fetchall():
        if new.get(ordinal) == tuple(rest) and not redescribed:
            unchanged.add(ordinal)
        else:
            _delete_chunk(connection, chunk_id)
            dropped.add(rest[-1])
    return unchanged, dropped


def _description(
    connection: sqlite3.Connection, article_id: str
) -> tuple[str, str, set[str]] | None:
    """Return what a search compares of an article beside its text: title, date and tags."""
    row = connection.execute("SELECT title, published FROM articles WHERE id = ?", (article_id,))
    if (found := row.fetchone()) is None:
        return None
    tags = connection.execute("SELECT tag FROM tags WHERE article_id = ?", (article_id,))
    return (*found, {tag for (tag,) in tags})


def _source_of(connection: sqlite3.Connection, article_id: str) -> tuple[str, str] | None:
    """Return the source and collection of the article of an id, or None."""
    sql = "SELECT source, collection FROM articles WHERE id = ?"
    row: tuple[str, str] | None = connection.execute(sql, (article_id,)).fetchone()
    return row


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


def _write_beside(connection: sqlite3.Connection, indexed: IndexedArticle) -> None:
    article_id = indexed.article.id
    connection.execute("UPDATE articles SET story = ? WHERE id = ?", (indexed.cluster, article_id))
    connection.execute("DELETE FROM sketches WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO sketches VALUES (?, ?)", [(band, article_id) for band in indexed.bands]
    )
    if indexed.overrides is not None:
        connection.execute("DELETE FROM given WHERE article_id = ?", (article_id,))
        connection.executemany(
            "INSERT INTO given VALUES (?, ?, ?)",
            [(article_id, *pair) for pair in indexed.overrides.to_rows()],
        )


def _insert_embeddings(
    connection: sqlite3.Connection, embeddings: Iterable[tuple[bytes, Vectors]]
) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO embeddings (key, vector) VALUES (?, ?)",
        [(key, vector.tobytes()) for key, vector in embeddings],
    )


def _check_embeddings(connection: sqlite3.Connection, chunks: Sequence[Chunk]) -> None:
    stored = "SELECT 1 FROM embeddings WHERE key = ?"
    for chunk in chunks:
        if connection.execute(stored, (embedding_key(chunk.text),)).fetchone() is None:
            raise EmbeddingsMissing


def _delete_unused(connection: sqlite3.Connection, keys: set[bytes]) -> None:
    connection.executemany(
        "DELETE FROM embeddings WHERE key = ?1 AND NOT EXISTS "
        "(SELECT 1 FROM chunks WHERE key = ?1)",
        [(key,) for key in keys],
    )


def _insert_chunk(connection: sqlite3.Connection, title: str, chunk: Chunk) -> None:
    """Insert a chunk and its full text, under an id of its own."""
    row = connection.execute(
        "INSERT INTO chunks (article_id, ordinal, start, end, key) VALUES (?, ?, ?, ?, ?)",
        (chunk.article_id, chunk.ordinal, chunk.start, chunk.end, embedding_key(chunk.text)),
    )
    connection.execute(
        "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
        (row.lastrowid, title, chunk.text),
    )


def _delete_chunk(connection: sqlite3.Connection, chunk_id: int) -> None:
    """Delete a chunk and its full text."""
    connection.execute("DELETE FROM chunks WHERE id = ?", (chunk_id,))
    connection.execute("DELETE FROM chunk_text WHERE rowid = ?", (chunk_id,))


def increment_generation(connection: sqlite3.Connection) -> None:
    """Let whatever is derived from the library see that it changed."""
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
