"""Search of chunks by their words: the protocol of whatever holds the full text."""

from typing import Protocol

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.text.words import FullTextQuery


class FullTextSearch(Protocol):
    """The full text of all chunks of a store, scored by BM25. Safe to share between threads."""

    def search_full_text(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return chunk ids of the scope with their BM25 scores, best (greatest) first."""
        ...

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return whether so many chunks match that to score each would take long: over `count`."""
        ...
