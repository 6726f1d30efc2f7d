"""Chunks by id and by scope, with their vectors."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from qa_bot.documents import EVERYTHING, Scope, StoredChunk
from qa_bot.errors import LibraryDamaged
from qa_bot.storage.postgres.database import LibraryDatabase
from qa_bot.storage.postgres.digests import IS_INTACT
from qa_bot.storage.postgres.scope_conditions import within
from qa_bot.storage.rows import CLUSTER, REF, to_changes, to_chunk, to_ids
from qa_bot.storage.store import ChunkChanges, ChunkIds, Cursor, Vectors

# Vectors that are fetched at once: 1.5 MB at 384 numbers.
_VECTORS_AT_ONCE: Final = 1000
# How far from 1 the norm of an embedding may be: rounding leaves less, a flipped exponent more.
_NORM_TOLERANCE: Final = 0.01
# The places from the last one at or before the start of the chunk to its end.
_PLACES_WITHIN: Final = (
    "coalesce((SELECT json_agg(json_build_array(start, label) ORDER BY start) FROM places "
    'WHERE article_id = c.article_id AND start < c."end" AND start >= coalesce((SELECT max(start) '
    "FROM places WHERE article_id = c.article_id AND start <= c.start), 0)), '[]')::text"
)


class PostgresChunks:
    """Reads chunks and vectors."""

    def __init__(self, database: LibraryDatabase) -> None:
        self._database = database

    def chunk_ids(self, scope: Scope = EVERYTHING) -> ChunkIds:
        """Return the ids of all chunks of the scope, ascending, shape (n,)."""
        if scope == EVERYTHING:
            return to_ids(self._database.all("SELECT id FROM chunks ORDER BY id"))
        condition = within(scope)
        rows = self._database.all(
            "SELECT c.id FROM articles a JOIN chunks c ON c.article_id = a.id "
            f"WHERE {condition.sql} ORDER BY c.id",
            *condition.values,
        )
        return to_ids(rows)

    def chunk_ids_outside(self, scope: Scope) -> ChunkIds | None:
        """Return None, as the server applies a scope itself."""
        return None

    def covers(self, scope: Scope) -> bool:
        """Return whether every article is within the scope."""
        if scope == EVERYTHING:
            return True
        condition = within(scope)
        # Of all shared articles and some others, by the index of those that are not shared.
        is_shared = "" in (scope.collections or ()) and scope == Scope(scope.collections)
        others = "a.collection <> '' AND " if is_shared else ""
        sql = f"SELECT 1 FROM articles a WHERE {others}NOT ({condition.sql}) LIMIT 1"
        return self._database.one(sql, *condition.values) is None

    def count_chunks(self) -> int:
        """Return the number of chunks."""
        row = self._database.one("SELECT count(*) FROM chunks")
        return int(row[0]) if row else 0

    def chunk_changes(self, since: Cursor, limit: int | None = None) -> ChunkChanges:
        """Return what changed since the cursor; costs what changed, not what there is."""
        # In this order: a chunk that goes between the two is reported the next time.
        sql = "SELECT seq, id FROM gone WHERE seq > %s ORDER BY seq LIMIT %s"
        deleted = self._database.all(sql, since.deletion, limit)
        sql = "SELECT id FROM chunks WHERE id > %s ORDER BY id LIMIT %s"
        added = self._database.all(sql, since.chunk, limit)
        return to_changes(added, deleted, since)

    def vectors(self, ids: Sequence[int]) -> Iterator[tuple[ChunkIds, Vectors]]:
        """Yield the embeddings of the chunks `ids` in batches: (n,), (n, dimension)."""
        for i in range(0, len(ids), _VECTORS_AT_ONCE):
            part = [int(number) for number in ids[i : i + _VECTORS_AT_ONCE]]
            rows = self._database.all(
                f"SELECT c.id, e.vector, {IS_INTACT} FROM chunks c JOIN embeddings e USING (key) "
                "WHERE c.id = ANY(%s)",
                part,
            )
            if rows:
                is_intact = all(row[2] for row in rows)
                yield (
                    to_ids(rows),
                    self._checked_vectors([r[1].to_numpy() for r in rows], is_intact),
                )

    def _checked_vectors(self, stored: Sequence[Vectors], is_intact: bool) -> Vectors:
        try:
            vectors = np.stack(stored)
            with np.errstate(all="ignore"):
                norms = np.linalg.norm(vectors, axis=1)
                valid = is_intact and bool((np.abs(norms - 1) < _NORM_TOLERANCE).all())
        except ValueError:
            valid = False
        if not valid:
            raise LibraryDamaged(
                f"{self._database.location}: an embedding is damaged. Run `qa-bot verify "
                "--repair`; if that does not help, restore the database from a copy."
            )
        return vectors

    def chunks(self, ids: Sequence[int]) -> dict[int, StoredChunk]:
        """Return the chunks by id, those that are gone left out.

        Their text is the one that was embedded, or the article's where the copy
        in the full-text index is damaged.
        """
        rows = self._database.all(
            f"SELECT c.id, {REF}, c.ordinal, c.start, c.\"end\", convert_to(t.text, 'UTF8'), "
            f"{_PLACES_WITHIN}, {CLUSTER}, c.key FROM chunks c "
            "JOIN articles a ON a.id = c.article_id "
            "LEFT JOIN chunk_text t ON t.chunk_id = c.id WHERE c.id = ANY(%s)",
            [int(number) for number in ids],
        )
        return {row[0]: self._checked(row) for row in rows}

    def _checked(self, row: tuple[Any, ...]) -> StoredChunk:
        """Read a row whose text is bytes and whose last value is the key of its embedding."""
        *fields, text, places, cluster, key = row
        if text is None or hashlib.sha256(text).digest() != key:
            text = self._text_of_article(fields[1], fields[-2], fields[-1])
        return to_chunk([*fields, text.decode("utf-8", "replace"), places, cluster])

    def _text_of_article(self, article_id: str, start: int, end: int) -> bytes:
        """Return the article's text from one character to another, whatever it is by now."""
        row = self._database.one(
            "SELECT convert_to(substr(text, %s, %s), 'UTF8') FROM articles WHERE id = %s",
            *(start + 1, max(end - start, 0), article_id),
        )
        return b"" if row is None else bytes(row[0])
