"""Writes of articles with their chunks and embeddings, each in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from qa_bot.documents import Article, Chunk
from qa_bot.errors import ModelMismatch
from qa_bot.identity import embedding_key
from qa_bot.postgres.database import Connection
from qa_bot.storage.article_matches import check_id, not_found
from qa_bot.storage.postgres.article_writes import source_of, write_article, write_beside
from qa_bot.storage.postgres.articles import PostgresArticles
from qa_bot.storage.postgres.citations import store_cited_version
from qa_bot.storage.postgres.database import increment_generation
from qa_bot.storage.postgres.digests import IS_INTACT, digest_of
from qa_bot.storage.postgres.text_index import (
    ChunkText,
    delete_texts,
    insert_texts,
    rebuild_texts,
)
from qa_bot.storage.store import EmbeddingsMissing, IndexedArticle, Vectors

# In `meta` while embeddings are staged that no article uses: the number of the last one before.
_STAGED_AFTER: Final = "ahead"
_STAGED_NUMBER: Final = "convert_from(value, 'UTF8')::bigint"

_ADD_EMBEDDING: Final = "INSERT INTO embeddings (key, digest, vector) VALUES (%s, %s, %s)"


class PostgresIndexWrites(PostgresArticles):
    """Adds, updates and removes articles."""

    def missing_embeddings(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of `keys` that no embedding is stored under."""
        wanted = set(keys)
        rows = self._database.all("SELECT key FROM embeddings WHERE key = ANY(%s)", list(wanted))
        return wanted - {row[0] for row in rows}

    def embeddings(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return the embeddings (dimension,) stored under those of `keys` that there are.

        One that was changed since it was written is left out.
        """
        rows = self._database.all(
            f"SELECT key, vector FROM embeddings e WHERE key = ANY(%s) AND {IS_INTACT}", list(keys)
        )
        return {key: np.asarray(vector.to_numpy(), np.float32) for key, vector in rows}

    def stage_embeddings(
        self, keys: Sequence[bytes], vectors: Vectors, fingerprint: bytes | None = None
    ) -> None:
        """Store vectors (n, dimension) ahead of the article that will use them."""
        with self._database.writing() as connection:
            self._check_model(connection, fingerprint)
            connection.execute(
                "INSERT INTO meta SELECT %s, "
                "convert_to(coalesce(max(number), 0)::text, 'UTF8') FROM embeddings "
                "ON CONFLICT DO NOTHING",
                (_STAGED_AFTER,),
            )
            _insert_embeddings(connection, zip(keys, vectors, strict=True))

    def _check_model(self, connection: Connection, fingerprint: bytes | None) -> None:
        row = connection.execute("SELECT value FROM meta WHERE key = 'probe'").fetchone()
        if fingerprint is not None and row != (fingerprint,):
            raise ModelMismatch(
                f"{self._database.location}: rebuilt for another embedding model while this "
                "program ran. Set embedding.model to that one, and start this program again."
            )

    def drop_unused_embeddings(self) -> None:
        """Delete the staged embeddings that no chunk refers to.

        Looks only at those that came since the first of them.
        """
        if self._database.meta(_STAGED_AFTER) is not None:
            with self._database.writing() as connection:
                connection.execute(
                    "DELETE FROM embeddings AS e WHERE "
                    f"number > (SELECT {_STAGED_NUMBER} FROM meta WHERE key = %s) AND "
                    "NOT EXISTS (SELECT 1 FROM chunks WHERE key = e.key)",
                    (_STAGED_AFTER,),
                )
                connection.execute("DELETE FROM meta WHERE key = %s", (_STAGED_AFTER,))

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
            # Texts go in together, as the same words are then counted once.
            texts: list[ChunkText] = []
            written: set[str] = set()
            for indexed in articles:
                if indexed.article.id in written:
                    insert_texts(connection, texts)
                    texts.clear()
                written.add(indexed.article.id)
                dropped |= _put(connection, indexed, texts)
            insert_texts(connection, texts)
            # Last, as one article may need what another no longer does.
            _delete_unused(connection, dropped)
            increment_generation(connection)

    def remove(self, article_id: str) -> None:
        """Remove an article and all that belongs to it; raises ArticleNotFound."""
        article_id = self.full_id(article_id)
        with self._database.writing() as connection:
            store_cited_version(connection, article_id, None)
            _delete_unused(connection, _delete_chunks_of(connection, article_id))
            deleted = connection.execute("DELETE FROM articles WHERE id = %s", (article_id,))
            if deleted.rowcount == 0:
                raise not_found(article_id)
            increment_generation(connection)

    def inherit_added_at(self, former_id: str, article_id: str) -> None:
        """Give an article the time of adding of another, which it replaces."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE articles AS a SET added_at = f.added_at FROM articles AS f "
                "WHERE f.id = %s AND a.id = %s",
                (former_id, article_id),
            )

    def replace_chunks(self, article: Article, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Give an article new chunks with vectors (n, dimension), unless it was edited since.

        They get new ids, so that every process that searches the library takes them up.
        """
        with self._database.writing() as connection:
            if connection.execute(
                "SELECT digest FROM articles WHERE id = %s", (article.id,)
            ).fetchone() != (article.digest,):
                return
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"{_ADD_EMBEDDING} ON CONFLICT (key) DO UPDATE SET "
                    "digest = excluded.digest, vector = excluded.vector",
                    [_row(embedding_key(c.text), v) for c, v in zip(chunks, vectors, strict=True)],
                )
            _delete_chunks_of(connection, article.id)
            insert_texts(connection, _insert_chunks(connection, article.title, chunks))
            increment_generation(connection)

    def rebuild_full_text(self) -> None:
        """Build the full-text index again from the articles, in one transaction."""
        with self._database.writing() as connection:
            rebuild_texts(connection)
            increment_generation(connection)


def _put(connection: Connection, indexed: IndexedArticle, texts: list[ChunkText]) -> set[bytes]:
    """Write one article; return the keys of the chunks that it no longer has.

    The texts of its new chunks are added to `texts`.
    """
    article, chunks = indexed.article, indexed.chunks
    check_id(article, source_of(connection, article.id))
    store_cited_version(connection, article.id, article.digest)
    unchanged, dropped = _delete_changed_chunks(connection, article, chunks)
    write_article(connection, article)
    write_beside(connection, indexed)
    _check_embeddings(connection, chunks)
    new = [chunk for chunk in chunks if chunk.ordinal not in unchanged]
    texts += _insert_chunks(connection, article.title, new)
    return dropped


def _delete_changed_chunks(
    connection: Connection, article: Article, chunks: Sequence[Chunk]
) -> tuple[set[int], set[bytes]]:
    """Return the ordinals of the chunks that stay, and the keys of those that do not."""
    new = {c.ordinal: (c.start, c.end, embedding_key(c.text)) for c in chunks}
    described = connection.execute(
        "SELECT title, published, ARRAY(SELECT tag FROM tags WHERE article_id = a.id) "
        "FROM articles AS a WHERE id = %s",
        (article.id,),
    ).fetchone()
    description = (article.title, article.published, {*article.tags})
    redescribed = described is None or (*described[:2], {*described[2]}) != description
    unchanged, dropped, changed = set(), set(), []
    old = connection.execute(
        'SELECT id, ordinal, start, "end", key FROM chunks WHERE article_id = %s', (article.id,)
    )
    for chunk_id, ordinal, *rest in old.fetchall():
        if new.get(ordinal) == tuple(rest) and not redescribed:
            unchanged.add(ordinal)
        else:
            changed.append(chunk_id)
            dropped.add(rest[-1])
    _delete_chunks(connection, changed)
    return unchanged, dropped


def _delete_chunks_of(connection: Connection, article_id: str) -> set[bytes]:
    """Delete all chunks of an article; return their keys."""
    rows = connection.execute(
        "SELECT id, key FROM chunks WHERE article_id = %s", (article_id,)
    ).fetchall()
    _delete_chunks(connection, [row[0] for row in rows])
    return {row[1] for row in rows}


def _delete_chunks(connection: Connection, ids: Sequence[int]) -> None:
    """Delete chunks and their full text."""
    if ids:
        delete_texts(connection, ids)
        connection.execute("DELETE FROM chunks WHERE id = ANY(%s)", (list(ids),))


def _insert_chunks(connection: Connection, title: str, chunks: Sequence[Chunk]) -> list[ChunkText]:
    """Insert chunks under ids of their own; return the texts that are to be found."""
    if not chunks:
        return []
    rows = connection.execute(
        'INSERT INTO chunks (article_id, ordinal, start, "end", key) '
        "SELECT %s, * FROM unnest(%s::int[], %s::int[], %s::int[], %s::bytea[]) "
        "RETURNING ordinal, id",
        (
            chunks[0].article_id,
            [chunk.ordinal for chunk in chunks],
            [chunk.start for chunk in chunks],
            [chunk.end for chunk in chunks],
            [embedding_key(chunk.text) for chunk in chunks],
        ),
    ).fetchall()
    ids: dict[int, int] = dict(rows)
    return [(ids[chunk.ordinal], title, chunk.text) for chunk in chunks]


def _insert_embeddings(connection: Connection, embeddings: Iterable[tuple[bytes, Vectors]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"{_ADD_EMBEDDING} ON CONFLICT DO NOTHING",
            [_row(key, vector) for key, vector in embeddings],
        )


def _row(key: bytes, vector: Vectors) -> tuple[bytes, bytes, Vectors]:
    own = np.asarray(vector, np.float32)
    return key, digest_of(key, own), own


def _check_embeddings(connection: Connection, chunks: Sequence[Chunk]) -> None:
    keys = {embedding_key(chunk.text) for chunk in chunks}
    row = connection.execute(
        "SELECT count(*) FROM embeddings WHERE key = ANY(%s)", (list(keys),)
    ).fetchone()
    if row != (len(keys),):
        raise EmbeddingsMissing


def _delete_unused(connection: Connection, keys: set[bytes]) -> None:
    connection.execute(
        "DELETE FROM embeddings AS e WHERE key = ANY(%s) AND NOT EXISTS "
        "(SELECT 1 FROM chunks WHERE key = e.key)",
        (list(keys),),
    )
