"""Search by vectors in the database itself (pgvector): those of the record, with no copy.

A small library is compared row by row. A large one has an index of 16 bits a number (HNSW),
whose best are scored again by the full vectors. A scope is a condition of the query: of few
chunks each is compared, of many the index goes on until it has enough of the scope.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.postgres.database import PostgresDatabase
from qa_bot.storage.postgres.nearest_index import NearestIndex
from qa_bot.storage.postgres.scope_conditions import within
from qa_bot.storage.postgres.scope_size import is_narrow

# How many the index finds of what is wanted, as its order is approximate: as FAISS does.
_OVERSAMPLING, _OVERSAMPLED = 3, 20
# Candidates among which the index looks for them, the most that pgvector has: where texts are
# much alike, as articles of one event, fewer miss some. And the most rows looked at for a scope.
_CANDIDATES, _MOST_LOOKS = 1000, 40_000
_SETTINGS: Final = (
    f"SELECT set_config('hnsw.ef_search', '{_CANDIDATES}', true), "
    "set_config('hnsw.iterative_scan', 'relaxed_order', true), "
    f"set_config('hnsw.max_scan_tuples', '{_MOST_LOOKS}', true)"
)
_CHUNKS: Final = "chunks c JOIN articles a ON a.id = c.article_id"
_VECTORS: Final = "SELECT c.id, e.vector FROM chunks c JOIN embeddings e USING (key)"


class PostgresVectorSearch:
    """Implements OwnVectorSearch. Safe to share between threads."""

    notice: Final[str | None] = None

    def __init__(self, database: PostgresDatabase, dimension: int) -> None:
        self._database = database
        self._dimension = dimension
        self._index = NearestIndex(database, dimension)

    def refresh(self) -> None:
        """Do nothing, as the record itself is searched."""

    def build_index(self) -> None:
        """Build the index once the library is large; others read and write meanwhile."""
        self._index.build()

    def search(
        self, query: NDArray[np.float32], count: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return up to `count` chunks of the scope nearest to a unit vector (dimension,)."""
        with self._database.snapshot():
            is_small = scope != EVERYTHING and is_narrow(self._database, scope)
            if is_small or not self._index.is_there():
                return self._compare_all(query, count, scope)
            found = self._by_index(query, count, scope)
            # Where so few of the scope are near that the index gave up.
            return found if len(found) == count else self._compare_all(query, count, scope)

    def _compare_all(
        self, query: NDArray[np.float32], count: int, scope: Scope
    ) -> list[tuple[int, float]]:
        only, chunks = within(scope), "chunks c" if scope == EVERYTHING else _CHUNKS
        return self._database.all(
            f"SELECT c.id, -(e.vector <#> %s) AS score FROM {chunks} "
            f"JOIN embeddings e ON e.key = c.key WHERE {only.sql} "
            f"ORDER BY score DESC, c.id LIMIT {int(count)}",
            *(query, *only.values),
        )

    def _by_index(
        self, query: NDArray[np.float32], count: int, scope: Scope
    ) -> list[tuple[int, float]]:
        """Search the index for embeddings of any chunk of the scope, and score their chunks.

        The limits are in the text, as the server plans for a tenth of all rows otherwise.
        """
        only, chunks = within(scope), "chunks c" if scope == EVERYTHING else _CHUNKS
        depth = _OVERSAMPLING * count + _OVERSAMPLED
        self._database.one(_SETTINGS)
        return self._database.all(
            "WITH near AS MATERIALIZED (SELECT e.key, e.vector FROM embeddings e "
            f"WHERE {self._index.condition} AND "
            f"(SELECT true FROM {chunks} WHERE c.key = e.key AND {only.sql} LIMIT 1) "
            f"ORDER BY {self._index.expression} <#> %s::{self._index.type} LIMIT {int(depth)}) "
            f"SELECT c.id, -(near.vector <#> %s) AS score FROM near JOIN {chunks} ON true "
            f"WHERE c.key = near.key AND {only.sql} ORDER BY score DESC, c.id LIMIT {int(count)}",
            *(*only.values, query, query, *only.values),
        )

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of the chunks that can be found, shape (n,), ascending."""
        rows = self._database.all(
            "SELECT c.id FROM chunks c JOIN embeddings e USING (key) ORDER BY c.id"
        )
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors that are searched for chunks, shape (len(ids), dimension)."""
        stored = dict(self._database.all(f"{_VECTORS} WHERE c.id = ANY(%s)", ids.tolist()))
        rows = [stored[chunk].to_numpy() for chunk in ids.tolist()]
        return np.array(rows, np.float32).reshape(len(ids), self._dimension)

    def __len__(self) -> int:
        """Return the number of chunks that can be found."""
        row = self._database.one("SELECT count(*) FROM chunks c JOIN embeddings e USING (key)")
        return int(row[0]) if row else 0
