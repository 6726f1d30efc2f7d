"""Search by Milvus: nearest vectors and BM25, of what the record still has.

The server only proposes chunks. Whether one is there, what its vector is and whether it is in the
scope is asked of the record, so that a server that is behind, emptied or wrong can hide a chunk
until it is followed again, and can never show one that is gone or another owner's.
"""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.errors import ArticleNotFound, SearchUnavailable
from qa_bot.identity import FORMER_DIGITS
from qa_bot.retrieval.milvus.collection import FIELDS, ChunkCollection, condition
from qa_bot.retrieval.milvus.connection import CollectionGone, MilvusServer
from qa_bot.retrieval.milvus.follower import MilvusFollower
from qa_bot.retrieval.milvus.milvus_terms import gram_term, terms
from qa_bot.storage.store import Store, StoreState
from qa_bot.text.number_forms import number_form_spellings
from qa_bot.text.words import FullTextQuery

# Seconds after a change in which a search waits until the server has applied all writes. Later a
# search may miss writes of the last few seconds, of which there are none, and is quicker.
_STRONG_SECONDS = 30.0
T = TypeVar("T")


class MilvusIndex:
    """Implements VectorSearch and FullTextSearch by a Milvus server."""

    def __init__(self, store: Store, url: str) -> None:
        """Connect to the server at `url` and bring its index up to date.

        `notice` then says what was made anew, or is None. Raises ConfigError,
        SearchNotInstalled, SearchRefused or SearchUnavailable.
        """
        self._store = store
        self._server = MilvusServer(url)
        self._follower = MilvusFollower(store, self._server)
        self._lock = threading.Lock()
        self._collection: ChunkCollection | None = None
        self._state: StoreState | None = None
        self._changed_at = time.monotonic()
        try:
            self.refresh()
        except Exception:
            self.close()
            raise

    @property
    def notice(self) -> str | None:
        """What was made anew or repaired, or None."""
        return self._follower.notice

    def close(self) -> None:
        """Close the connection."""
        self._server.close()

    def refresh(self) -> None:
        """Catch up with the store; costs next to nothing when nothing changed."""
        state = self._store.state()
        with self._lock:
            if state != self._state:
                self._collection = self._follower.follow()
                self._state = state
                self._changed_at = time.monotonic()

    def reconcile(self) -> None:
        """Compare the number of rows with the record, and repair what differs."""
        self._ask(self._follower.reconcile)

    def discard(self) -> None:
        """Delete the index from the server; it is filled anew when it is next refreshed."""
        with self._lock:
            self._follower.discard()
            self._collection = self._state = None

    def search(
        self, query: NDArray[np.float32], count: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return up to `count` chunks of the scope nearest to a unit vector, with cosines."""
        near = self._find("vector", query.tolist(), count, scope)
        if scope == EVERYTHING and len(near) < min(count, self._store.count_chunks()):
            # Something is missing, as the nearest of all are never fewer.
            self.reconcile()
            near = self._find("vector", query.tolist(), count, scope)
        found: list[tuple[int, float]] = []
        for ids, vectors in self._store.vectors([chunk for chunk, _ in near]):
            found += zip(ids.tolist(), (vectors @ query).tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def search_full_text(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return chunk ids of the scope with the BM25 scores of the server, best first."""
        if query.match_all:
            return self._store.search_full_text(query, limit, scope)
        text = " ".join(_terms_of(query))
        # Greater is better for Milvus itself; its local edition gives the same number below 0.
        scored = [(n, abs(score)) for n, score in self._find("sparse", text, limit, scope)]
        chunks = self._store.chunks([chunk for chunk, _ in scored])
        found = [pair for pair in scored if pair[0] in chunks and math.isfinite(pair[1])]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return False: the server leaves out by itself what cannot be among the best."""
        return False

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of all rows, shape (n,), ascending."""
        found = self._ask(ChunkCollection.ids)
        return np.empty(0, np.int64) if found is None else found

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors that are searched for chunks, zeros for one that has none."""
        rows = self._ask(lambda collection: collection.rows(ids.tolist(), ["vector"])) or {}
        found = {chunk: np.array(row["vector"], np.float32) for chunk, row in rows.items()}
        if not found:
            return np.zeros((len(ids), 0), np.float32)
        none = np.zeros_like(next(iter(found.values())))
        return np.stack([found.get(int(chunk), none) for chunk in ids])

    def wrong_rows(self, ids: NDArray[np.int64]) -> list[int]:
        """Return those of `ids` whose row does not hold what the record says of the chunk."""
        found = self._ask(lambda collection: collection.rows(ids.tolist())) or {}
        expected = {
            row["id"]: {name: row[name] for name in FIELDS}
            for row in self._follower.rows(ids.tolist())
        }
        return [chunk for chunk, row in expected.items() if found.get(chunk) != row]

    def __len__(self) -> int:
        return self._ask(ChunkCollection.count) or 0

    def _find(
        self, field: str, query: str | list[float], count: int, scope: Scope
    ) -> list[tuple[int, float]]:
        """Return what the server proposes, without what is outside the scope by the record."""
        scope = self._with_full_ids(scope)
        only = condition(scope)
        if only is None or not query:
            return []
        recent = time.monotonic() - self._changed_at < _STRONG_SECONDS
        consistency = "Strong" if recent else "Bounded"
        hits = self._ask(lambda c: c.search(field, query, count, only, consistency))
        if scope == EVERYTHING or not hits:
            return hits or []
        chunks = self._store.chunks([chunk for chunk, _ in hits])
        articles = frozenset(chunk.article.id for chunk in chunks.values())
        if scope.articles is not None:
            articles &= scope.articles
        inside = self._store.refs(len(articles), replace(scope, articles=articles))
        allowed = {ref.id for ref in inside}
        return [hit for hit in hits if hit[0] in chunks and chunks[hit[0]].article.id in allowed]

    def _with_full_ids(self, scope: Scope) -> Scope:
        """Return the scope with present ids in place of former ones, which are shorter."""
        if not any(len(each) == FORMER_DIGITS for each in scope.articles or ()):
            return scope
        articles: set[str] = set()
        for each in scope.articles or ():
            with suppress(ArticleNotFound):
                articles.add(self._store.ref(each).id)
        return replace(scope, articles=frozenset(articles))

    def _ask(self, ask: Callable[[ChunkCollection], T]) -> T | None:
        """Ask the collection, again where another program replaced it; None without one."""
        for _ in range(2):
            collection = self._collection
            if collection is None:
                return None
            try:
                return ask(collection)
            except CollectionGone:
                with self._lock:
                    self._state = None
                self.refresh()
        raise SearchUnavailable(
            f"The search index at {self._server.location} is being replaced. Ask again."
        )


def _terms_of(query: FullTextQuery) -> list[str]:
    """Return the distinct terms of a query, however its numbers are printed.

    Of a word that is several terms, such as "user's", single letters are left out.
    """
    found: dict[str, None] = {}
    for word in query.words:
        for spelling in number_form_spellings(word):
            parts = terms(spelling)
            found |= dict.fromkeys([part for part in parts if len(part) > 1] or parts)
    return list(found | dict.fromkeys(map(gram_term, query.grams)))
