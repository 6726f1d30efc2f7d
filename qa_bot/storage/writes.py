"""How articles, chunks and embeddings come into the library and leave it."""

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, Chunk
from qa_bot.errors import DuplicateId, ModelMismatch
from qa_bot.overrides import Given
from qa_bot.storage import versions
from qa_bot.storage.articles import Reading, not_found

Vectors = NDArray[np.float32]
_BATCH = 500
# Stands in `meta` while embeddings may be kept that no article uses: the number of the last before.
_AHEAD = "ahead"


class EmbeddingsMissing(Exception):
    """Some embedding that an article needs was dropped since it was seen; embed it again."""


def text_key(text: str) -> bytes:
    """The key that an embedding is kept under: SHA-256 of the embedded text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is written: its chunks, and what is kept beside it.

    That is what a person said of it, where None leaves what was said before,
    its sketch, and the story that it tells.
    """

    article: Article
    chunks: Sequence[Chunk]
    given: Given | None = None
    bands: tuple[int, ...] = ()
    story: str = ""


class Writing(Reading):
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

    def embeddings(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The embeddings (dimension,) kept under those of `keys` that there are."""
        kept: dict[bytes, Vectors] = {}
        for i in range(0, len(keys), _BATCH):
            part = keys[i : i + _BATCH]
            marks = ",".join("?" * len(part))
            rows = self.all(f"SELECT key, vector FROM embeddings WHERE key IN ({marks})", *part)
            kept.update((key, np.frombuffer(vector, np.float32)) for key, vector in rows)
        return kept

    def keep_embeddings(
        self, keys: Sequence[bytes], vectors: Vectors, model: bytes | None = None
    ) -> None:
        """Keep vectors (n, dimension) ahead of the article that will use them.

        An interrupted `add` finds them again instead of embedding twice;
        `drop_unused_embeddings` clears what no article came to use. Raises
        ModelMismatch when the library has meanwhile become another model's
        than `model`, if that is given.
        """
        with self.writing() as connection:
            self._check_model(connection, model)
            connection.execute(
                "INSERT INTO meta VALUES (?, (SELECT coalesce(max(number), 0) FROM embeddings)) "
                "ON CONFLICT (key) DO UPDATE SET value = min(value, excluded.value)",
                (_AHEAD,),
            )
            _keep(connection, zip(keys, vectors, strict=True))

    def _check_model(self, connection: sqlite3.Connection, model: bytes | None) -> None:
        row = connection.execute("SELECT value FROM meta WHERE key = 'probe'").fetchone()
        if model is not None and row != (model,):
            raise ModelMismatch(
                f"{self.folder}: rebuilt for another embedding model while this program ran. "
                "Set embedding.model to that one, and start this program again."
            )

    def drop_unused_embeddings(self) -> None:
        """Delete the embeddings that were kept ahead and that no chunk refers to.

        Looks at those alone that came since the first of them.
        """
        if self.meta(_AHEAD) is not None:
            with self.writing() as connection:
                connection.execute(
                    "DELETE FROM embeddings WHERE "
                    "number > (SELECT value FROM meta WHERE key = ?) AND "
                    "NOT EXISTS (SELECT 1 FROM chunks WHERE key = embeddings.key)",
                    (_AHEAD,),
                )
                connection.execute("DELETE FROM meta WHERE key = ?", (_AHEAD,))

    def put(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        fresh: Mapping[bytes, Vectors] | None = None,
        model: bytes | None = None,
    ) -> None:
        """Add the article or replace the one of the same id, in one transaction.

        Every chunk's embedding must be among `fresh`, by key, or have been
        kept before; raises EmbeddingsMissing otherwise, and ModelMismatch when
        the library has meanwhile become another model's than `model`, if that
        is given. Chunks whose text and place did not change keep their
        numbers. What the article said before is kept if it is cited, and what
        no chunk needs any more is dropped.
        """
        self.put_all([Entry(article, chunks)], fresh, model)

    def put_all(
        self,
        entries: Sequence[Entry],
        fresh: Mapping[bytes, Vectors] | None = None,
        model: bytes | None = None,
    ) -> None:
        """Add or replace several articles in one transaction, each as `put` does."""
        with self.writing() as connection:
            self._check_model(connection, model)
            _keep(connection, (fresh or {}).items())
            dropped: set[bytes] = set()
            for entry in entries:
                dropped |= self._put(connection, entry)
            # Last, as one article may need what another no longer does.
            _drop_unused(connection, dropped)
            raise_generation(connection)

    def _put(self, connection: sqlite3.Connection, entry: Entry) -> set[bytes]:
        """Write one article; the keys of the chunks that it no longer has."""
        article, chunks = entry.article, entry.chunks
        _check_id(connection, article)
        versions.keep(connection, article.id, article.digest)
        kept, dropped = self._drop_changed_chunks(connection, article, chunks)
        _write_article(connection, article)
        _write_beside(connection, entry)
        _check_kept(connection, chunks)
        for chunk in chunks:
            if chunk.ordinal not in kept:
                insert_chunk(connection, article.title, chunk)
        return dropped

    def _drop_changed_chunks(
        self, connection: sqlite3.Connection, article: Article, chunks: Sequence[Chunk]
    ) -> tuple[set[int], set[bytes]]:
        """The ordinals of the chunks that stay, and the keys of those that do not."""
        new = {c.ordinal: (c.start, c.end, text_key(c.text)) for c in chunks}
        title = connection.execute("SELECT title FROM articles WHERE id = ?", (article.id,))
        retitled = title.fetchone() != (article.title,)
        kept, dropped = set(), set()
        old = "SELECT id, ordinal, start, end, key FROM chunks WHERE article_id = ?"
        for number, ordinal, *rest in connection.execute(old, (article.id,)).fetchall():
            if new.get(ordinal) == tuple(rest) and not retitled:
                kept.add(ordinal)
            else:
                delete_chunk(connection, number)
                dropped.add(rest[-1])
        return kept, dropped

    def remove(self, article_id: str) -> None:
        """Remove an article and all that belongs to it; raises ArticleNotFound.

        What it said is kept if it is cited, and is no longer searched.
        """
        article_id = self.full_id(article_id)
        with self.writing() as connection:
            versions.keep(connection, article_id, None)
            rows = connection.execute(
                "SELECT id, key FROM chunks WHERE article_id = ?", (article_id,)
            ).fetchall()
            for number, _ in rows:
                delete_chunk(connection, number)
            _drop_unused(connection, {key for _, key in rows})
            gone = connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
            if gone.rowcount == 0:
                raise not_found(article_id)
            raise_generation(connection)


def _check_id(connection: sqlite3.Connection, article: Article) -> None:
    """An id stands for one source of one collection, however ids are made."""
    row = connection.execute("SELECT source, collection FROM articles WHERE id = ?", (article.id,))
    kept = row.fetchone()
    if kept is not None and kept != (article.source, article.collection):
        raise DuplicateId(
            f"{article.source}: its id {article.id} is already that of {kept[0]}, which stays as "
            "it is. Rename one of the two and add it again."
        )


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


def _write_beside(connection: sqlite3.Connection, entry: Entry) -> None:
    article_id = entry.article.id
    connection.execute("UPDATE articles SET story = ? WHERE id = ?", (entry.story, article_id))
    connection.execute("DELETE FROM sketches WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO sketches VALUES (?, ?)", [(band, article_id) for band in entry.bands]
    )
    if entry.given is not None:
        connection.execute("DELETE FROM given WHERE article_id = ?", (article_id,))
        connection.executemany(
            "INSERT INTO given VALUES (?, ?, ?)",
            [(article_id, *pair) for pair in entry.given.rows()],
        )


def _keep(connection: sqlite3.Connection, embeddings: Iterable[tuple[bytes, Vectors]]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO embeddings (key, vector) VALUES (?, ?)",
        [(key, vector.tobytes()) for key, vector in embeddings],
    )


def _check_kept(connection: sqlite3.Connection, chunks: Sequence[Chunk]) -> None:
    there = "SELECT 1 FROM embeddings WHERE key = ?"
    for chunk in chunks:
        if connection.execute(there, (text_key(chunk.text),)).fetchone() is None:
            raise EmbeddingsMissing


def _drop_unused(connection: sqlite3.Connection, keys: set[bytes]) -> None:
    connection.executemany(
        "DELETE FROM embeddings WHERE key = ?1 AND NOT EXISTS "
        "(SELECT 1 FROM chunks WHERE key = ?1)",
        [(key,) for key in keys],
    )


def insert_chunk(connection: sqlite3.Connection, title: str, chunk: Chunk) -> None:
    """Write a chunk and its full text, under a number of its own."""
    row = connection.execute(
        "INSERT INTO chunks (article_id, ordinal, start, end, key) VALUES (?, ?, ?, ?, ?)",
        (chunk.article_id, chunk.ordinal, chunk.start, chunk.end, text_key(chunk.text)),
    )
    connection.execute(
        "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
        (row.lastrowid, title, chunk.text),
    )


def delete_chunk(connection: sqlite3.Connection, number: int) -> None:
    """Drop a chunk and its full text."""
    connection.execute("DELETE FROM chunks WHERE id = ?", (number,))
    connection.execute("DELETE FROM chunk_text WHERE rowid = ?", (number,))


def raise_generation(connection: sqlite3.Connection) -> None:
    """Let all that is derived see that something changed."""
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
