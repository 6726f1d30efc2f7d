"""The searches for one question, by vectors and by words, in two trips to the server.

The first brings the state of the library and what it knows of the words; the second searches,
at one moment, whose state comes with what was found.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Scope
from qa_bot.postgres.joint_reads import Query, Rows
from qa_bot.storage.joint_search import SearchHits
from qa_bot.storage.postgres.database import STATE, LibraryDatabase
from qa_bot.storage.postgres.full_text import LEXEMES, PostgresFullText, stems_of
from qa_bot.storage.postgres.nearest_index import NearestIndex
from qa_bot.storage.postgres.nearest_queries import SETTINGS, nearest_by_index, nearest_of_all
from qa_bot.storage.postgres.scope_size import best_of, is_narrow
from qa_bot.storage.postgres.text_conditions import Lexemes, possible
from qa_bot.storage.postgres.text_ranking import ranking
from qa_bot.storage.scope_cache import ScopeCache
from qa_bot.text.words import FullTextQuery


class QuestionSearches:
    """Begins searches. Safe to share between threads."""

    def __init__(
        self, database: LibraryDatabase, index: NearestIndex, full_text: PostgresFullText
    ) -> None:
        """`index` is that of the vectors, where there is one."""
        self.database = database
        self.index = index
        self.full_text = full_text
        self.is_narrow = ScopeCache(database, partial(is_narrow, database))

    def begin(self, words: Sequence[str], frequent: int) -> "QuestionSearch":
        """Begin a search for words, of which one in more than `frequent` chunks is frequent."""
        spelt = self.full_text.spellings(words)
        queries: list[Query] = [(STATE, ()), self.index.presence, (LEXEMES, (stems_of(spelt),))]
        state, presence, rows = self.database.together(queries)
        lexemes = Lexemes(rows)
        known = dict(zip(words, possible(spelt, lexemes), strict=True))
        is_indexed = bool(presence and presence[0][0])
        return QuestionSearch(self, state, known, lexemes, frequent, is_indexed)


class QuestionSearch:
    """Implements BegunSearch."""

    def __init__(
        self,
        searches: QuestionSearches,
        state: Rows,
        words: dict[str, Sequence[tuple[str, ...]]],
        lexemes: Lexemes,
        frequent: int,
        is_indexed: bool,
    ) -> None:
        """`words` has the spellings of each that the library may have."""
        self._searches = searches
        self._words, self._lexemes = words, lexemes
        self._frequent = frequent
        self._is_indexed = is_indexed
        self.state = searches.database.to_state(state)

    def is_frequent(self, word: str) -> bool:
        """Return whether a word of the question is in too many chunks to score each."""
        full_text, spellings = self._searches.full_text, [self._words[word]]
        return full_text.are_more_than(spellings, False, self._lexemes, self._frequent)

    def search(
        self,
        vector: NDArray[np.float32],
        query: FullTextQuery | None,
        depth: int,
        scope: Scope,
    ) -> SearchHits:
        """Return up to `depth` chunks of the scope by a unit vector, and as many by words."""
        searches, database = self._searches, self._searches.database
        narrow = searches.is_narrow(scope, self.state.token)
        by_index = self._is_indexed and not narrow
        whole = nearest_of_all(vector, depth, scope)
        queries = [nearest_by_index(searches.index, vector, depth, scope) if by_index else whole]
        queries += [(STATE, ())]
        queries += self._by_words(query, depth, scope, narrow)
        if by_index:
            near, state, *matching = database.together([SETTINGS, *queries])[1:]
        else:
            near, state, *matching = database.together(queries)
        if by_index and len(near) < depth:
            # So few of the scope are near that the index gave up.
            sql, values = whole
            near = database.all(sql, *values)
        found = matching[0] if matching else []
        if query is not None:
            found = searches.full_text.with_grams(found, query, depth, scope)
        return SearchHits(database.to_state(state), near, found)

    def _by_words(
        self, query: FullTextQuery | None, depth: int, scope: Scope, narrow: bool
    ) -> list[Query]:
        """Return the query for what has the words; none where nothing can."""
        if query is None:
            return []
        words = [self._words[word] for word in query.words]
        scored = ranking(words, query.match_all, self._lexemes)
        if scored is None:
            return []
        return [best_of(scored.sql, scored.values, scope, depth, narrow=narrow)]
