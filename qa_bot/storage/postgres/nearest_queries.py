"""The queries for the chunks nearest to a vector: compared one by one, or found by the index."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.postgres.joint_reads import Query
from qa_bot.storage.postgres.nearest_index import NearestIndex
from qa_bot.storage.postgres.scope_conditions import within

# How many the index finds of what is wanted, as its order is approximate: as FAISS does.
_OVERSAMPLING, _OVERSAMPLED = 3, 20
# Candidates among which the index looks for them, the most that pgvector has: where texts are
# much alike, as articles of one event, fewer miss some. And the most rows looked at for a scope.
_CANDIDATES, _MOST_LOOKS = 1000, 40_000
# Goes before a search by the index, in the same transaction.
SETTINGS: Final[Query] = (
    f"SELECT set_config('hnsw.ef_search', '{_CANDIDATES}', true), "
    "set_config('hnsw.iterative_scan', 'relaxed_order', true), "
    f"set_config('hnsw.max_scan_tuples', '{_MOST_LOOKS}', true)",
    (),
)
_CHUNKS: Final = "chunks c JOIN articles a ON a.id = c.article_id"


def nearest_of_all(vector: NDArray[np.float32], count: int, scope: Scope) -> Query:
    """Return the query that compares every chunk of a scope with a unit vector (dimension,)."""
    only, chunks = within(scope), "chunks c" if scope == EVERYTHING else _CHUNKS
    sql = (
        f"SELECT c.id, -(e.vector <#> %s) AS score FROM {chunks} "
        f"JOIN embeddings e ON e.key = c.key WHERE {only.sql} "
        f"ORDER BY score DESC, c.id LIMIT {int(count)}"
    )
    return sql, (vector, *only.values)


def nearest_by_index(
    index: NearestIndex, vector: NDArray[np.float32], count: int, scope: Scope
) -> Query:
    """Return the query that finds embeddings of any chunk of a scope, and scores their chunks.

    The limits are in the text, as the server plans for a tenth of all rows otherwise.
    """
    only, chunks = within(scope), "chunks c" if scope == EVERYTHING else _CHUNKS
    depth = _OVERSAMPLING * count + _OVERSAMPLED
    sql = (
        "WITH near AS MATERIALIZED (SELECT e.key, e.vector FROM embeddings e "
        f"WHERE {index.condition} AND "
        f"(SELECT true FROM {chunks} WHERE c.key = e.key AND {only.sql} LIMIT 1) "
        f"ORDER BY {index.expression} <#> %s::{index.type} LIMIT {int(depth)}) "
        f"SELECT c.id, -(near.vector <#> %s) AS score FROM near JOIN {chunks} ON true "
        f"WHERE c.key = near.key AND {only.sql} ORDER BY score DESC, c.id LIMIT {int(count)}"
    )
    return sql, (*only.values, vector, vector, *only.values)
