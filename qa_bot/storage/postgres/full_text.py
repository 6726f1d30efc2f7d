"""Full-text search in PostgreSQL, with the scores of the folder's: BM25 as FTS5 computes it.

The server's own ranks are no BM25, on which the joined score and the confidence are fitted.
An index (GIN) finds the chunks, and their scores are computed from kept frequencies and
lengths. Extensions that know BM25 (pg_textsearch, VectorChord-bm25, pg_search) are not used:
none comes with the server, and their terms are others.
"""

from collections.abc import Collection, Sequence
from typing import Final

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.postgres.database import PostgresDatabase
from qa_bot.storage.postgres.gram_search import search_grams
from qa_bot.storage.postgres.scope_conditions import within
from qa_bot.storage.postgres.scope_size import best_of, is_narrow
from qa_bot.storage.postgres.terms import Tokenizer
from qa_bot.storage.postgres.text_conditions import Lexemes, Phrase, Words, matches, possible
from qa_bot.storage.postgres.text_ranking import ranking
from qa_bot.text.words import FullTextQuery

LEXEMES: Final = "SELECT term, frequency, number, chunks FROM lexemes WHERE term = ANY(%s)"
_TEXTS: Final = (
    "SELECT x.title || ' ' || x.text FROM chunk_terms t JOIN chunk_text x USING (chunk_id)"
)
# Those of given stems that a chunk has, anywhere or in a scope.
_HELD: Final = "SELECT DISTINCT term FROM lexemes WHERE term = ANY(%s) AND chunks > 0"
_HELD_IN: Final = (
    "SELECT term FROM unnest(%s::text[]) AS asked (term) WHERE EXISTS (SELECT 1 FROM lexemes l "
    "JOIN chunk_terms t ON t.terms @> ARRAY[l.number] JOIN chunks c ON c.id = t.chunk_id "
    "JOIN articles a ON a.id = c.article_id WHERE l.term = asked.term"
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
        found: list[tuple[int, float]] = []
        if scored is not None:
            narrow = is_narrow(self._database, scope)
            sql, values = best_of(scored.sql, scored.values, scope, limit, narrow=narrow)
            found = self._database.all(sql, *values)
        return self.with_grams(found, query, limit, scope)

    def with_grams(
        self, found: Sequence[tuple[int, float]], query: FullTextQuery, limit: int, scope: Scope
    ) -> list[tuple[int, float]]:
        """Return what was found by words with what has the grams of a query, best first."""
        scores = dict(found)
        if query.grams:
            grams = search_grams(self._database, query.grams, limit, scope, list(scores))
            for chunk, score in grams:
                scores[chunk] = scores.get(chunk, 0.0) + score
        return sorted(scores.items(), key=lambda row: (-row[1], row[0]))[:limit]

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return whether more than `count` chunks match; looks at no more."""
        words, lexemes = self._looked_up(query)
        return self.are_more_than(words, query.match_all, lexemes, count)

    def are_more_than(self, words: Words, match_all: bool, lexemes: Lexemes, count: int) -> bool:
        """Return whether more than `count` chunks have words; asks where their counts say not."""
        condition = matches(words, match_all, lexemes)
        if condition is None:
            return False
        at_most = [sum(map(lexemes.most, word)) for word in words]
        if (min(at_most) if match_all else sum(at_most)) <= count:
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

    def words_of(self, words: Collection[str], scope: Scope) -> set[str]:
        """Return those of `words` that texts of the scope have; in one trip if each is a stem."""
        ordered = sorted(words)
        spelt = dict(zip(ordered, self.spellings(ordered), strict=True))
        plain = {word: ways[0][0] for word, ways in spelt.items() if _is_one_stem(ways)}
        rows: list[tuple[str]] = []
        if plain:
            only = within(scope)
            sql = _HELD if scope == EVERYTHING else f"{_HELD_IN} AND {only.sql})"
            values = () if scope == EVERYTHING else only.values
            rows = self._database.all(sql, sorted(set(plain.values())), *values)
        held = {row[0] for row in rows}
        return {word for word, stem in plain.items() if stem in held} | {
            word
            for word in ordered
            if word not in plain and self.texts_matching(FullTextQuery((word,)), 1, scope)
        }

    def spellings(self, words: Sequence[str]) -> list[list[Phrase]]:
        """Return the ways to spell each word, whether or not the library has them."""
        return self._tokenizer.phrases(FullTextQuery(tuple(words)))

    def _looked_up(self, query: FullTextQuery) -> tuple[Words, Lexemes]:
        """Return the spellings of each word that the library may have, and their lexemes."""
        words = self._tokenizer.phrases(query)
        stems = stems_of(words)
        lexemes = Lexemes(self._database.all(LEXEMES, stems) if stems else [])
        return possible(words, lexemes), lexemes


def stems_of(words: Words) -> list[str]:
    """Return the distinct stems of words, ascending."""
    return sorted({stem for word in words for phrase in word for stem in phrase})


def _is_one_stem(spellings: Sequence[Phrase]) -> bool:
    return len(spellings) == 1 and len(spellings[0]) == 1
