"""Full-text search in PostgreSQL, with the scores of the folder's: BM25 as FTS5 computes it.

The server's own ranks are no BM25, on which the joined score and the confidence are fitted.
An index (GIN) finds the chunks, and their scores are computed from kept frequencies and
lengths. Extensions that know BM25 (pg_textsearch, VectorChord-bm25, pg_search) are not used:
none comes with the server, and their terms are others.
"""

from collections.abc import Collection
from typing import Final

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.postgres.database import PostgresDatabase
from qa_bot.storage.postgres.gram_search import search_grams
from qa_bot.storage.postgres.scope_conditions import within
from qa_bot.storage.postgres.scope_size import best_of
from qa_bot.storage.postgres.terms import Tokenizer
from qa_bot.storage.postgres.text_conditions import Lexemes, Words, matches, possible
from qa_bot.storage.postgres.text_ranking import ranking
from qa_bot.text.words import FullTextQuery

_LEXEMES: Final = "SELECT term, frequency, number, chunks FROM lexemes WHERE term = ANY(%s)"
_TEXTS: Final = (
    "SELECT x.title || ' ' || x.text FROM chunk_terms t JOIN chunk_text x USING (chunk_id)"
)
_OF_ARTICLE: Final = "JOIN chunks c ON c.id = t.chunk_id JOIN articles a ON a.id = c.article_id"


class PostgresFullText:
    """Searches titles and texts of chunks by their words."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._tokenizer = Tokenizer()

    def search_full_text(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return chunk ids of the scope with their BM25 scores, best (greatest) first."""
        words, lexemes = self._looked_up(query)
        scored = ranking(words, query.match_all, lexemes)
        found: dict[int, float] = {}
        if scored is not None:
            found = dict(best_of(self._database, scored.sql, scored.values, scope, limit))
        if query.grams:
            grams = search_grams(self._database, query.grams, limit, scope, list(found))
            for chunk, score in grams:
                found[chunk] = found.get(chunk, 0.0) + score
        return sorted(found.items(), key=lambda row: (-row[1], row[0]))[:limit]

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return whether more than `count` chunks match; looks at no more."""
        words, lexemes = self._looked_up(query)
        condition = matches(words, query.match_all, lexemes)
        if condition is None:
            return False
        at_most = [sum(map(lexemes.most, word)) for word in words]
        if (min(at_most) if query.match_all else sum(at_most)) <= count:
            return False
        if len(words) == 1 and any(len(p) == 1 and lexemes.most(p) > count for p in words[0]):
            return True
        row = self._database.one(
            "SELECT count(*) FROM "
            f"(SELECT FROM chunk_terms t WHERE {condition.sql} LIMIT %s) AS first",
            *(*condition.values, count + 1),
        )
        return row is not None and int(row[0]) > count

    def possible_words(self, words: Collection[str]) -> set[str]:
        """Return those of `words` whose stems the library has, in one trip to the server."""
        ordered = sorted(words)
        spellings, _ = self._looked_up(FullTextQuery(tuple(ordered)))
        return {word for word, found in zip(ordered, spellings, strict=True) if found}

    def texts_matching(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[str]:
        """Return up to `limit` titles and texts of matching chunks of the scope, in no order."""
        words, lexemes = self._looked_up(query)
        condition = matches(words, query.match_all, lexemes)
        if condition is None:
            return []
        sql, values = f"{_TEXTS} WHERE {condition.sql}", condition.values
        if scope != EVERYTHING:
            only = within(scope)
            sql = f"{_TEXTS} {_OF_ARTICLE} WHERE {condition.sql} AND {only.sql}"
            values += only.values
        return [row[0] for row in self._database.all(f"{sql} LIMIT %s", *values, limit)]

    def _looked_up(self, query: FullTextQuery) -> tuple[Words, Lexemes]:
        """Return the spellings of each word that the library may have, and their lexemes."""
        words = self._tokenizer.phrases(query)
        stems = sorted({stem for word in words for phrase in word for stem in phrase})
        lexemes = Lexemes(self._database.all(_LEXEMES, stems) if stems else [])
        return possible(words, lexemes), lexemes
