"""Chunks by number, by words, and with what stands around them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.errors import LibraryDamaged
from qa_bot.storage.database import Database
from qa_bot.storage.filters import condition, outside
from qa_bot.storage.rows import REF, STORY, StoredChunk, is_whole, to_chunk

Vectors = NDArray[np.float32]
_BATCH = 500
# How far from 1 the length of an embedding may be: rounding leaves less, a flipped exponent more.
_UNIT = 0.01
# Crossed, as SQLite then goes from the articles to their chunks, never the other way.
_CHUNKS_OF = "SELECT c.id FROM articles a CROSS JOIN chunks c ON c.article_id = a.id WHERE"
# The places from the last one at or before `first` to the end of the stretch.
_PLACES_WITHIN = (
    "SELECT json_group_array(json_array(start, label)) FROM (SELECT start, label FROM places "
    "WHERE article_id = {article} AND start < {end} AND start >= coalesce((SELECT max(start) "
    "FROM places WHERE article_id = {article} AND start <= {start}), 0) ORDER BY start)"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """The numbers of the chunks that came and went, and how far that was looked at."""

    added: NDArray[np.int64]
    removed: NDArray[np.int64]
    last: int
    gone: int


class Searching(Database):
    """Chunks, their vectors, and full text."""

    def chunk_ids(self, scope: Scope = EVERYTHING) -> NDArray[np.int64]:
        """The numbers of all chunks of the scope, ascending, shape (n,)."""
        if scope == EVERYTHING:
            rows = self.all("SELECT id FROM chunks ORDER BY id")
            return np.fromiter((row[0] for row in rows), np.int64, len(rows))
        return self._chunks_where(*condition(scope))

    def left_out(self, scope: Scope) -> NDArray[np.int64] | None:
        """The numbers of the chunks outside the scope, ascending, shape (n,).

        None where only those inside are quick to tell.
        """
        beyond = outside(scope)
        return None if beyond is None else self._chunks_where(*beyond)

    def _chunks_where(self, chosen: str, values: list[str]) -> NDArray[np.int64]:
        rows = self.all(f"{_CHUNKS_OF} {chosen} ORDER BY c.id", *values)
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def holds_all(self, scope: Scope) -> bool:
        """Whether no article is left out of the scope."""
        if scope == EVERYTHING:
            return True
        inside, values = condition(scope)
        beyond = outside(scope) or (f"NOT ({inside})", values)
        row = self.one(f"SELECT 1 FROM articles a WHERE {beyond[0]} LIMIT 1", *beyond[1])
        return row is None

    def vectors(self, ids: Sequence[int]) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        """The embeddings of the chunks `ids`, a batch at a time: (n,), (n, dimension).

        Raises LibraryDamaged for one that is no unit vector.
        """
        for i in range(0, len(ids), _BATCH):
            part = [int(number) for number in ids[i : i + _BATCH]]
            marks = ",".join("?" * len(part))
            rows = self.all(
                "SELECT c.id, e.vector FROM chunks c JOIN embeddings e USING (key) "
                f"WHERE c.id IN ({marks})",
                *part,
            )
            if rows:
                numbers = np.array([row[0] for row in rows], np.int64)
                yield numbers, self._unit_vectors([row[1] for row in rows])

    def _unit_vectors(self, kept: Sequence[Any]) -> Vectors:
        try:
            vectors = np.stack([np.frombuffer(each, np.float32) for each in kept])
            with np.errstate(all="ignore"):
                sound = bool((np.abs(np.linalg.norm(vectors, axis=1) - 1) < _UNIT).all())
        except (TypeError, ValueError):
            sound = False
        if not sound:
            raise LibraryDamaged(
                f"{self.folder}: an embedding is damaged. Run `qa-bot verify --repair`; if that "
                "does not help, restore the library from a copy."
            )
        return vectors

    def changes(self, last: int, gone: int) -> "Changes":
        """What became of the chunks since the ones up to number `last` were looked at.

        `gone` is how far in the record of deleted chunks was read then; 0 and
        0 give every chunk. Costs what changed, not what there is.
        """
        # In this order: what goes between the two is told of the next time.
        rows = self.all("SELECT seq, id FROM gone WHERE seq > ? ORDER BY seq", gone)
        new = self.all("SELECT id FROM chunks WHERE id > ? ORDER BY id", last)
        return Changes(
            added=np.fromiter((row[0] for row in new), np.int64, len(new)),
            removed=np.array([row[1] for row in rows if row[1] <= last], np.int64),
            last=int(new[-1][0]) if new else last,
            gone=int(rows[-1][0]) if rows else gone,
        )

    def count_chunks(self) -> int:
        """How many chunks there are."""
        row = self.one("SELECT count(*) FROM chunks")
        return int(row[0]) if row else 0

    def chunks(self, ids: Sequence[int]) -> dict[int, StoredChunk]:
        """The chunks by number; a number that is gone is left out.

        Their text is the one that was embedded, or as the article has it where
        the copy for full text is damaged. Raises LibraryDamaged for a chunk
        that has lost its article, or whose numbers are none.
        """
        marks = ",".join("?" * len(ids))
        places = _PLACES_WITHIN.format(article="c.article_id", start="c.start", end="c.end")
        rows = self.all(
            f"SELECT c.id, {REF}, c.ordinal, c.start, c.end, CAST(t.text AS BLOB), "
            f"({places}), {STORY}, c.key FROM chunks c LEFT JOIN articles a ON a.id = c.article_id "
            f"LEFT JOIN chunk_text t ON t.rowid = c.id WHERE c.id IN ({marks})",
            *map(int, ids),
        )
        return {row[0]: self._sound(row) for row in rows}

    def _sound(self, row: tuple[Any, ...]) -> StoredChunk:
        """The chunk of a row, its text as bytes last but two, its key last."""
        *fields, text, places, story, key = row
        if not is_whole(fields):
            raise LibraryDamaged(
                f"{self.folder}: chunk {row[0]} or its article is damaged. Run `qa-bot verify "
                "--repair`; if that does not help, restore the library from a copy."
            )
        if not isinstance(text, bytes) or hashlib.sha256(text).digest() != key:
            text = self._own_text(fields[1], fields[-2], fields[-1])
        return to_chunk([*fields, text.decode("utf-8", "replace"), places, story])

    def _own_text(self, article_id: str, start: int, end: int) -> bytes:
        """What the article has from one character to another, whatever it is by now."""
        row = self.one(
            "SELECT CAST(substr(text, ?2, ?3) AS BLOB) FROM articles WHERE id = ?1",
            *(article_id, start + 1, end - start),
        )
        return b"" if row is None else bytes(row[0])

    def holds_often(self, match: str, many: int) -> bool:
        """Whether more than `many` chunks match an FTS5 expression; looks at no more."""
        row = self.one(
            "SELECT count(*) FROM (SELECT 1 FROM chunk_text WHERE chunk_text MATCH ? LIMIT ?)",
            match,
            many + 1,
        )
        return row is not None and int(row[0]) > many

    def texts_matching(self, match: str, limit: int, scope: Scope = EVERYTHING) -> list[str]:
        """Up to `limit` texts of the scope, with titles, that an FTS5 expression matches."""
        sql = "SELECT title || ' ' || text FROM chunk_text WHERE chunk_text MATCH ?"
        values: list[str] = []
        if scope != EVERYTHING:
            inside, values = condition(scope)
            sql = (
                # This order, as a word that is looked for is in few texts.
                "SELECT t.title || ' ' || t.text FROM chunk_text t CROSS JOIN chunks c "
                "ON c.id = t.rowid CROSS JOIN articles a ON a.id = c.article_id "
                f"WHERE t.chunk_text MATCH ? AND {inside}"
            )
        return [row[0] for row in self.all(f"{sql} LIMIT ?", match, *values, limit)]

    def search_text(
        self,
        match: str,
        limit: int,
        title_weight: float = 1.0,
        scope: Scope = EVERYTHING,
    ) -> list[tuple[int, float]]:
        """Chunks of the scope matching an FTS5 expression, best first.

        Each with its BM25; higher is better.
        """
        only, values = _among(scope)
        rows = self.all(
            "SELECT rowid, -bm25(chunk_text, ?, 1.0) AS score FROM chunk_text "
            f"WHERE chunk_text MATCH ? {only}ORDER BY score DESC, rowid LIMIT ?",
            title_weight,
            match,
            *values,
            limit,
        )
        return [(row[0], row[1]) for row in rows]


def _among(scope: Scope) -> tuple[str, list[str]]:
    """A condition on row numbers of the full text that keeps to a scope, with its values."""
    if scope == EVERYTHING:
        return "", []
    beyond, (inside, values) = outside(scope), condition(scope)
    # The sign keeps SQLite from searching once for each chunk of the scope.
    if beyond is None:
        return f"AND +rowid IN ({_CHUNKS_OF} {inside}) ", values
    return f"AND +rowid NOT IN ({_CHUNKS_OF} {beyond[0]}) ", beyond[1]
