"""Search by vectors in the database itself (pgvector): those of the record, with no copy.

A small library is compared row by row. A large one has an index of 16 bits a number (HNSW),
whose best are scored again by the full vectors. A scope is a condition of the query: of few
chunks each is compared, of many the index goes on until it has enough of the scope.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.storage.postgres.database import LibraryDatabase
from qa_bot.storage.postgres.full_text import PostgresFullText
from qa_bot.storage.postgres.nearest_index import NearestIndex
from qa_bot.storage.postgres.nearest_queries import SETTINGS, nearest_by_index, nearest_of_all
from qa_bot.storage.postgres.question_searches import QuestionSearch, QuestionSearches
from qa_bot.storage.postgres.scope_size import is_narrow

_VECTORS: Final = "SELECT c.id, e.vector FROM chunks c JOIN embeddings e USING (key)"


class PostgresVectorSearch:
    """Implements OwnVectorSearch and JointSearch. Safe to share between threads."""

    notice: Final[str | None] = None

    def __init__(
        self, database: LibraryDatabase, dimension: int, full_text: PostgresFullText
    ) -> None:
        """`full_text` is searched together with the vectors for a question."""
        self._database = database
        self._dimension = dimension
        self._index = NearestIndex(database, dimension)
        self._question_searches = QuestionSearches(database, self._index, full_text)

    def begin(self, words: Sequence[str], frequent: int) -> QuestionSearch:
        """Begin a search by vectors and words, of which one in more chunks is `frequent`."""
        return self._question_searches.begin(words, frequent)

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
            is_small = is_narrow(self._database, scope)
            if not is_small and self._index.is_there():
                by_index = nearest_by_index(self._index, query, count, scope)
                found = self._database.together([SETTINGS, by_index])[1]
                # Fewer where so few of the scope are near that the index gave up.
                if len(found) == count:
                    return found
            sql, values = nearest_of_all(query, count, scope)
            return self._database.all(sql, *values)

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
