"""Chunks by id and by scope, with their vectors."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from qa_bot.documents import EVERYTHING, Scope, StoredChunk
from qa_bot.errors import LibraryDamaged
from qa_bot.storage.rows import CLUSTER, REF, has_valid_types, to_changes, to_chunk, to_ids
from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.sqlite.filters import Condition, inside, outside
from qa_bot.storage.store import ChunkChanges, ChunkIds, Cursor, Vectors

# How many parameters one statement takes: SQLite allows 999 at least.
BATCH = 500
# How far from 1 the norm of an embedding may be: rounding leaves less, a flipped exponent more.
_NORM_TOLERANCE = 0.01
# A cross join, so that SQLite goes from the articles to their chunks and never the other way.
CHUNKS_OF = "SELECT c.id FROM articles a CROSS JOIN chunks c ON c.article_id = a.id WHERE"
# The places from the last one at or before the start of the chunk to its end.
_PLACES_WITHIN = (
    "SELECT json_group_array(json_array(start, label)) FROM (SELECT start, label FROM places "
    "WHERE article_id = c.article_id AND start < c.end AND start >= coalesce((SELECT max(start) "
    "FROM places WHERE article_id = c.article_id AND start <= c.start), 0) ORDER BY start)"
)


class ChunkQueries:
    """Reads chunks and vectors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def chunk_ids(self, scope: Scope = EVERYTHING) -> ChunkIds:
        """Return the ids of all chunks of the scope, ascending, shape (n,)."""
        if scope == EVERYTHING:
            return to_ids(self._database.all("SELECT id FROM chunks ORDER BY id"))
        return self._chunk_ids_where(inside(scope))

    def chunk_ids_outside(self, scope: Scope) -> ChunkIds | None:
        """Return the ids of the chunks outside the scope, ascending, shape (n,).

        None where only those inside are quick to find.
        """
        condition = outside(scope)
        return None if condition is None else self._chunk_ids_where(condition)

    def _chunk_ids_where(self, condition: Condition) -> ChunkIds:
        sql = f"{CHUNKS_OF} {condition.sql} ORDER BY c.id"
        return to_ids(self._database.all(sql, *condition.values))

    def covers(self, scope: Scope) -> bool:
        """Return whether every article is within the scope."""
        if scope == EVERYTHING:
            return True
        within = inside(scope)
        beyond = outside(scope) or Condition(f"NOT ({within.sql})", within.values)
        sql = f"SELECT 1 FROM articles a WHERE {beyond.sql} LIMIT 1"
        return self._database.one(sql, *beyond.values) is None

    def count_chunks(self) -> int:
        """Return the number of chunks."""
        row = self._database.one("SELECT count(*) FROM chunks")
        return int(row[0]) if row else 0

    def chunk_changes(self, since: Cursor, limit: int | None = None) -> ChunkChanges:
        """Return what changed since the cursor; costs what changed, not what there is."""
        # In this order: a chunk that goes between the two is reported the next time.
        most = -1 if limit is None else limit
        sql = "SELECT seq, id FROM gone WHERE seq > ? ORDER BY seq LIMIT ?"
        deleted = self._database.all(sql, since.deletion, most)
        sql = "SELECT id FROM chunks WHERE id > ? ORDER BY id LIMIT ?"
        added = self._database.all(sql, since.chunk, most)
        return to_changes(added, deleted, since)

    def vectors(self, ids: Sequence[int]) -> Iterator[tuple[ChunkIds, Vectors]]:
        """Yield the embeddings of the chunks `ids` in batches: (n,), (n, dimension)."""
        for i in range(0, len(ids), BATCH):
            part = [int(number) for number in ids[i : i + BATCH]]
            marks = ",".join("?" * len(part))
            rows = self._database.all(
                "SELECT c.id, e.vector FROM chunks c JOIN embeddings e USING (key) "
                f"WHERE c.id IN ({marks})",
                *part,
            )
            if rows:
                yield to_ids(rows), self._unit_vectors([row[1] for row in rows])

    def _unit_vectors(self, stored: Sequence[Any]) -> Vectors:
        try:
            vectors = np.stack([np.frombuffer(each, np.float32) for each in stored])
            with np.errstate(all="ignore"):
                norms = np.linalg.norm(vectors, axis=1)
                valid = bool((np.abs(norms - 1) < _NORM_TOLERANCE).all())
        except (TypeError, ValueError):
            valid = False
        if not valid:
            raise LibraryDamaged(
                f"{self._database.folder}: an embedding is damaged. Run `qa-bot verify --repair`; "
                "if that does not help, restore the library from a copy."
            )
        return vectors

    def chunks(self, ids: Sequence[int]) -> dict[int, StoredChunk]:
        """Return the chunks by id, those that are gone left out.

        Their text is the one that was embedded, or the article's where the copy
        in the full-text index is damaged. Raises LibraryDamaged for a chunk
        without an article, or whose numbers are none.
        """
        marks = ",".join("?" * len(ids))
        rows = self._database.all(
            f"SELECT c.id, {REF}, c.ordinal, c.start, c.end, CAST(t.text AS BLOB), "
            f"({_PLACES_WITHIN}), {CLUSTER}, c.key FROM chunks c "
            "LEFT JOIN articles a ON a.id = c.article_id "
            f"LEFT JOIN chunk_text t ON t.rowid = c.id WHERE c.id IN ({marks})",
            *map(int, ids),
        )
        return {row[0]: self._checked(row) for row in rows}

    def _checked(self, row: tuple[Any, ...]) -> StoredChunk:
        """Read a row whose text is bytes and whose last value is the key of its embedding."""
        *fields, text, places, cluster, key = row
        if not has_valid_types(fields):
            raise LibraryDamaged(
                f"{self._database.folder}: chunk {row[0]} or its article is damaged. Run "
                "`qa-bot verify --repair`; if that does not help, restore the library from a copy."
            )
        if not isinstance(text, bytes) or hashlib.sha256(text).digest() != key:
            text = self._text_of_article(fields[1], fields[-2], fields[-1])
        return to_chunk([*fields, text.decode("utf-8", "replace"), places, cluster])

    def _text_of_article(self, article_id: str, start: int, end: int) -> bytes:
        """Return the article's text from one character to another, whatever it is by now."""
        row = self._database.one(
            "SELECT CAST(substr(text, ?2, ?3) AS BLOB) FROM articles WHERE id = ?1",
            *(article_id, start + 1, end - start),
        )
        return b"" if row is None else bytes(row[0])
