"""Search for one question by vectors and by words, in as few trips to a server as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Scope
from qa_bot.storage.store import StoreState
from qa_bot.text.words import FullTextQuery

# Chunk ids with their scores, best (greatest) first.
Scored = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class SearchHits:
    """What was found: chunks with their cosines and with their BM25 scores, best first.

    `state` is the library's when they were found.
    """

    state: StoreState
    near: Scored
    matching: Scored


class BegunSearch(Protocol):
    """A search for one question."""

    @property
    def state(self) -> StoreState:
        """The state of the library when the search began."""
        ...

    def is_frequent(self, word: str) -> bool:
        """Return whether a word of the question is in too many chunks to score each."""
        ...

    def search(
        self,
        vector: NDArray[np.float32],
        query: FullTextQuery | None,
        depth: int,
        scope: Scope,
    ) -> SearchHits:
        """Return up to `depth` chunks of the scope by a unit vector, and as many by words.

        The words of `query` are among those that the search began with.
        """
        ...


@runtime_checkable
class JointSearch(Protocol):
    """Search by vectors and by words. Safe to share between threads."""

    def begin(self, words: Sequence[str], frequent: int) -> BegunSearch:
        """Begin a search for words, of which one in more than `frequent` chunks is frequent."""
        ...
