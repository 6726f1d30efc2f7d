"""Vectors and full text of different engines, searched for one question one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Scope
from qa_bot.storage.full_text_search import FullTextSearch
from qa_bot.storage.joint_search import JointSearch, SearchHits
from qa_bot.storage.store import Store, StoreState
from qa_bot.storage.vector_search import VectorSearch
from qa_bot.text.words import FullTextQuery


class SeparateSearches:
    """Implements JointSearch. Safe to share between threads."""

    def __init__(self, store: Store, vectors: VectorSearch, full_text: FullTextSearch) -> None:
        self.store = store
        self.vectors = vectors
        self.full_text = full_text
        # Words that are frequent stay so, and are not looked for again.
        self._frequent: set[str] = set()

    def begin(self, words: Sequence[str], frequent: int) -> "_SeparateSearch":
        """Begin a search; words are looked for when they are asked about."""
        return _SeparateSearch(self, self.store.state(), frequent)

    def matches_more_than(self, word: str, count: int) -> bool:
        """Return whether more than `count` chunks have a word; cached if so."""
        if word not in self._frequent and self.full_text.matches_more_than(
            FullTextQuery((word,)), count
        ):
            self._frequent.add(word)
        return word in self._frequent


@dataclass(frozen=True, slots=True)
class _SeparateSearch:
    """Implements BegunSearch."""

    engines: SeparateSearches
    state: StoreState
    frequent: int

    def is_frequent(self, word: str) -> bool:
        return self.engines.matches_more_than(word, self.frequent)

    def search(
        self,
        vector: NDArray[np.float32],
        query: FullTextQuery | None,
        depth: int,
        scope: Scope,
    ) -> SearchHits:
        engines = self.engines
        engines.vectors.refresh()
        near = engines.vectors.search(vector, depth, scope)
        matching = engines.full_text.search_full_text(query, depth, scope) if query else []
        return SearchHits(engines.store.state(), near, matching)


def searches_of(
    store: Store, vectors: VectorSearch, full_text: FullTextSearch | None
) -> JointSearch:
    """Return what searches by both at once where one engine does, else one after the other.

    `full_text` None is the store's own.
    """
    is_own = full_text is None or full_text is store
    if is_own and isinstance(vectors, JointSearch):
        return vectors
    return SeparateSearches(store, vectors, full_text or store)
