"""Search by a server, and by the record's own engine while the server is away."""

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.errors import LibraryDamaged, SearchUnavailable
from qa_bot.storage.full_text_search import FullTextSearch
from qa_bot.storage.vector_search import VectorSearch
from qa_bot.text.words import FullTextQuery

# Seconds for which a server that was away is not asked again, so that not every question waits.
_PAUSE = 10.0
# As when it is away: what the server is filled from is damaged in a place that a question may not
# touch. Where one does, the record's own search says so.
_AWAY = (SearchUnavailable, LibraryDamaged)
T = TypeVar("T")


class BothSearches(VectorSearch, FullTextSearch, Protocol):
    """What searches by vectors and by words."""


class FallbackSearch:
    """Implements VectorSearch and FullTextSearch, whether or not the server is there."""

    def __init__(
        self,
        open_server: Callable[[], BothSearches],
        open_own: Callable[[], VectorSearch],
        full_text: FullTextSearch,
        notify: Callable[[str], None],
    ) -> None:
        """`open_server` and `open_own` are called when each is first needed.

        `notify` is called with a sentence when the server goes away. Raises what
        `open_server` raises, except SearchUnavailable and LibraryDamaged.
        """
        self._open_server, self._open_own = open_server, open_own
        self._full_text = full_text
        self._notify = notify
        self._lock = threading.RLock()
        self._server: BothSearches | None = None
        self._own: VectorSearch | None = None
        self._is_away, self._away_until = False, 0.0
        self.notice: str | None = None
        self._ask(self._first_look, lambda: None)

    def _first_look(self, server: BothSearches) -> None:
        self.notice = server.notice

    def refresh(self) -> None:
        """Catch up with the store."""
        self._ask(lambda server: server.refresh(), lambda: self._own_vectors().refresh())

    def search(
        self, query: NDArray[np.float32], count: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return up to `count` chunks of the scope nearest to a unit vector, with cosines."""
        return self._ask(
            lambda server: self._found(server.search(query, count, scope)),
            lambda: self._own_vectors().search(query, count, scope),
        )

    def _found(self, found: T) -> T:
        """Note that the server is there, as what it found proves."""
        self._is_away = False
        return found

    def search_full_text(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return chunk ids of the scope with their BM25 scores, best first."""
        return self._ask(
            lambda server: server.search_full_text(query, limit, scope),
            lambda: self._full_text.search_full_text(query, limit, scope),
        )

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return whether so many chunks match that to score each would take long."""
        return self._ask(
            lambda server: server.matches_more_than(query, count),
            lambda: self._full_text.matches_more_than(query, count),
        )

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of the chunks that can be found, shape (n,), ascending."""
        return self._ask(lambda s: s.chunk_ids(), lambda: self._own_vectors().chunk_ids())

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors that are searched for chunks, shape (len(ids), dimension)."""
        return self._ask(lambda s: s.vectors(ids), lambda: self._own_vectors().vectors(ids))

    def __len__(self) -> int:
        return self._ask(len, lambda: len(self._own_vectors()))

    def _ask(self, by_server: Callable[[BothSearches], T], by_record: Callable[[], T]) -> T:
        """Ask the server, or the record where the server is away."""
        server = self._opened()
        if server is not None:
            try:
                return by_server(server)
            except _AWAY as error:
                self._pause(str(error))
        return by_record()

    def _opened(self) -> BothSearches | None:
        """Return the search of the server; None while the server is left alone."""
        with self._lock:
            if time.monotonic() < self._away_until:
                return None
            if self._server is None:
                try:
                    self._server = self._open_server()
                except _AWAY as error:
                    # Before the next thread tries the same.
                    self._pause(str(error))
            return self._server

    def _pause(self, problem: str) -> None:
        """Leave the server alone for a while; say so when it was not away before."""
        with self._lock:
            is_news, self._is_away = not self._is_away, True
            self._away_until = time.monotonic() + _PAUSE
        if is_news:
            self._notify(f"{problem} Until then the library's own search answers.")

    def _own_vectors(self) -> VectorSearch:
        with self._lock:
            if self._own is None:
                self._own = self._open_own()
        self._own.refresh()
        return self._own
