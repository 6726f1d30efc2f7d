"""The record of truth: articles, chunks and embeddings in one SQLite file.

Knows SQL and nothing of models, FAISS or files that articles come from.
Readers never wait and see whole articles only (write-ahead log); writers queue
on a lock that the operating system drops when its holder dies.
"""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock
import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, ArticleRef, Chunk
from qa_bot.errors import ArticleNotFound, LibraryBusy
from qa_bot.library import schema
from qa_bot.library.faults import told

Vectors = NDArray[np.float32]
DATABASE = "library.sqlite"
LOCK = "writer.lock"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """One article as `list` shows it; `added_at` in seconds since the epoch."""

    ref: ArticleRef
    characters: int
    chunks: int
    added_at: float


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with the number that the indexes know it by, and its article."""

    id: int
    article: ArticleRef
    ordinal: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """Which library this is and how often it was written to."""

    library: str
    generation: int


def text_key(text: str) -> bytes:
    """The key that an embedding is kept under: SHA-256 of the embedded text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


class Store:
    """A library folder opened for reading and, when asked, writing.

    Safe to share between threads: each gets its own connection.
    """

    def __init__(self, folder: Path, lock_timeout: float = 60.0) -> None:
        """Open the library in `folder`, creating it when there is none.

        Raises LibraryUnwritable, LibraryDamaged or LibraryBusy.
        """
        self.folder = folder
        self._lock_timeout = lock_timeout
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        with told(folder):
            self._create_folder()

    def _create_folder(self) -> None:
        if (self.folder / DATABASE).exists():
            schema.prepare(self._connection)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._writer_lock():
            schema.prepare(self._connection)

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            self._connections.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        path = self.folder / DATABASE
        try:
            return self._configured(
                sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            )
        except sqlite3.OperationalError:
            if not path.exists() or path.with_name(path.name + "-wal").exists():
                raise
            # A folder that may not be written to cannot hold the write-ahead log.
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)

    @staticmethod
    def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def exclusively(self) -> Iterator[bool]:
        """Hold the writers' lock if nobody does, without waiting: whether it is held."""
        lock = filelock.FileLock(self.folder / LOCK, timeout=0)
        try:
            lock.acquire()
        except (filelock.Timeout, OSError):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    @contextmanager
    def _writer_lock(self) -> Iterator[None]:
        lock = filelock.FileLock(self.folder / LOCK, timeout=self._lock_timeout)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise LibraryBusy(
                f"{self.folder}: another qa-bot has been writing for over "
                f"{self._lock_timeout:.0f} seconds. Wait for it to finish, or stop it."
            ) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction under the writers' lock: all of it happens, or none."""
        with told(self.folder), self._writer_lock():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def state(self) -> State:
        """The library's identity and its generation, which every change raises."""
        with told(self.folder):
            rows = dict(self._connection.execute("SELECT key, value FROM meta"))
        return State(rows["library"], rows["generation"])

    def meta(self, key: str) -> bytes | None:
        """A value set by `set_meta`, or None."""
        with told(self.folder):
            row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,))
            found = row.fetchone()
        return None if found is None else found[0]

    def set_meta(self, key: str, value: bytes) -> None:
        """Keep a value beside the articles, replacing an earlier one."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def digest(self, article_id: str) -> str | None:
        """The digest of the article as stored, or None when there is none."""
        row = self._one("SELECT digest FROM articles WHERE id = ?", article_id)
        return None if row is None else row[0]

    def article(self, article_id: str) -> Article:
        """The whole article; raises ArticleNotFound."""
        row = self._one(
            "SELECT id, title, source, text, digest FROM articles WHERE id = ?", article_id
        )
        if row is None:
            raise _not_found(article_id)
        return Article(*row)

    def find(self, name: str) -> ArticleRef:
        """The article whose id, source or title is `name`; raises ArticleNotFound."""
        row = self._one(
            "SELECT id, title, source FROM articles WHERE id = ?1 OR source = ?1 OR source = ?2 "
            "OR title = ?1 COLLATE NOCASE ORDER BY id = ?1 DESC, source = ?1 DESC",
            name,
            str(Path(name).resolve()),
        )
        if row is None:
            raise _not_found(name)
        return ArticleRef(*row)

    def listings(self) -> list[Listing]:
        """Every article in the order of adding."""
        rows = self._all(
            "SELECT id, title, source, length(text), "
            "(SELECT count(*) FROM chunks WHERE article_id = articles.id), added_at "
            "FROM articles ORDER BY added_at, rowid"
        )
        return [Listing(ArticleRef(*row[:3]), *row[3:]) for row in rows]

    def missing_keys(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of `keys` that no embedding is kept under."""
        missing = set(keys)
        wanted = list(missing)
        for i in range(0, len(wanted), _BATCH):
            part = wanted[i : i + _BATCH]
            marks = ",".join("?" * len(part))
            rows = self._all(f"SELECT key FROM embeddings WHERE key IN ({marks})", *part)
            missing.difference_update(row[0] for row in rows)
        return missing

    def keep_embeddings(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Keep vectors (n, dimension) ahead of the article that will use them.

        An interrupted `add` finds them again instead of embedding twice;
        `drop_unused_embeddings` clears what no article came to use.
        """
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO embeddings VALUES (?, ?)",
                [(key, v.tobytes()) for key, v in zip(keys, vectors, strict=True)],
            )

    def drop_unused_embeddings(self) -> None:
        """Delete the embeddings that no chunk refers to."""
        unused = "key NOT IN (SELECT key FROM chunks)"
        if self._one(f"SELECT 1 FROM embeddings WHERE {unused} LIMIT 1") is not None:
            with self._writing() as connection:
                connection.execute(f"DELETE FROM embeddings WHERE {unused}")

    def put(self, article: Article, chunks: Sequence[Chunk]) -> None:
        """Add the article or replace the one of the same id, in one transaction.

        Every chunk's embedding must have been kept before. Chunks whose text
        and place did not change keep their numbers.
        """
        with self._writing() as connection:
            kept = self._drop_changed_chunks(connection, article, chunks)
            self._write_article(connection, article)
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

    @staticmethod
    def _write_article(connection: sqlite3.Connection, article: Article) -> None:
        now = time.time()
        connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "title = excluded.title, text = excluded.text, digest = excluded.digest, "
            "updated_at = excluded.updated_at",
            (article.id, article.title, article.source, article.text, article.digest, now, now),
        )

    def remove(self, article_id: str) -> None:
        """Remove an article and all that belongs to it; raises ArticleNotFound."""
        with self._writing() as connection:
            rows = connection.execute("SELECT id FROM chunks WHERE article_id = ?", (article_id,))
            for (number,) in rows.fetchall():
                _delete_chunk(connection, number)
            gone = connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
            if gone.rowcount == 0:
                raise _not_found(article_id)
            _raise_generation(connection)

    def chunk_ids(self) -> NDArray[np.int64]:
        """The numbers of all chunks, ascending, shape (n,)."""
        rows = self._all("SELECT id FROM chunks ORDER BY id")
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def vectors(self, ids: Sequence[int]) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        """The embeddings of the chunks `ids`, a batch at a time: (n,), (n, dimension)."""
        for i in range(0, len(ids), _BATCH):
            part = [int(number) for number in ids[i : i + _BATCH]]
            marks = ",".join("?" * len(part))
            rows = self._all(
                "SELECT c.id, e.vector FROM chunks c JOIN embeddings e USING (key) "
                f"WHERE c.id IN ({marks})",
                *part,
            )
            if rows:
                numbers = np.array([row[0] for row in rows], np.int64)
                yield numbers, np.stack([np.frombuffer(row[1], np.float32) for row in rows])

    def chunks(self, ids: Sequence[int]) -> dict[int, StoredChunk]:
        """The chunks by number; a number that is gone is left out."""
        marks = ",".join("?" * len(ids))
        rows = self._all(
            "SELECT c.id, a.id, a.title, a.source, c.ordinal, c.start, c.end, t.text "
            "FROM chunks c JOIN articles a ON a.id = c.article_id "
            f"JOIN chunk_text t ON t.rowid = c.id WHERE c.id IN ({marks})",
            *map(int, ids),
        )
        return {row[0]: StoredChunk(row[0], ArticleRef(*row[1:4]), *row[4:]) for row in rows}

    def around(self, chunk: StoredChunk, margin: int) -> tuple[str, str]:
        """Up to `margin` characters of the article before the chunk, and after it."""
        first = max(0, chunk.start - margin)
        row = self._one(
            "SELECT substr(text, ?2, ?3), substr(text, ?4, ?5) FROM articles WHERE id = ?1",
            chunk.article.id,
            first + 1,
            chunk.start - first,
            chunk.end + 1,
            margin,
        )
        return ("", "") if row is None else (row[0], row[1])

    def search_text(
        self, match: str, limit: int, title_weight: float = 1.0
    ) -> list[tuple[int, float]]:
        """Chunks matching an FTS5 expression, best first, with BM25 (higher is better)."""
        rows = self._all(
            "SELECT rowid, -bm25(chunk_text, ?1, 1.0) AS score FROM chunk_text "
            "WHERE chunk_text MATCH ?2 ORDER BY score DESC, rowid LIMIT ?3",
            title_weight,
            match,
            limit,
        )
        return [(row[0], row[1]) for row in rows]

    def _one(self, sql: str, *values: object) -> tuple | None:  # type: ignore[type-arg]
        with told(self.folder):
            row: tuple | None = self._connection.execute(sql, values).fetchone()  # type: ignore[type-arg]
        return row

    def _all(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with told(self.folder):
            return self._connection.execute(sql, values).fetchall()


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


def _not_found(name: str) -> ArticleNotFound:
    return ArticleNotFound(f"No article called '{name}'. `qa-bot list` shows what there is.")
