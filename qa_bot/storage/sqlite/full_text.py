"""Full-text search with FTS5, and the index rebuilt."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.storage.sqlite.chunks import CHUNKS_OF
from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.sqlite.filters import Condition, inside, outside
from qa_bot.storage.sqlite.index_writes import increment_generation
from qa_bot.text.words import FullTextQuery, phrases

_READ_AT_ONCE = 1000  # chunks whose texts are in memory together, some megabytes


class FullText:
    """Searches titles and texts of chunks by their words (BM25)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search_full_text(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return chunk ids of the scope with their BM25 scores, best (greatest) first.

        Title and text weigh the same.
        """
        found = dict(self._search_words(query, limit, scope)) if query.words else {}
        for chunk, score in self._search_grams(query.grams, scope) if query.grams else ():
            found[chunk] = found.get(chunk, 0.0) + score
        return sorted(found.items(), key=lambda row: (-row[1], row[0]))[:limit]

    def _search_words(
        self, query: FullTextQuery, limit: int, scope: Scope
    ) -> list[tuple[int, float]]:
        only = _row_condition(scope)
        rows = self._database.all(
            "SELECT rowid, -bm25(chunk_text, 1.0, 1.0) AS score FROM chunk_text "
            f"WHERE chunk_text MATCH ? {only.sql}ORDER BY score DESC, rowid LIMIT ?",
            *(match_expression(query), *only.values, limit),
        )
        return [(row[0], row[1]) for row in rows]

    def _search_grams(self, grams: tuple[str, ...], scope: Scope) -> list[tuple[int, float]]:
        """Return the chunks that hold any of the grams, by the rarity of those that they hold.

        Reads the text of every chunk of the scope: the index has such scripts
        by runs between two spaces only, and its file is that of earlier versions.
        """
        held: list[tuple[int, list[str]]] = []
        chunks = 0
        for chunk, whole in self._texts(scope):
            chunks += 1
            if found := [gram for gram in grams if gram in whole]:
                held.append((chunk, found))
        counts = Counter(gram for _, found in held for gram in found)
        # The inverse document frequency of BM25.
        rarity = {
            gram: math.log(1 + (chunks - count + 0.5) / (count + 0.5))
            for gram, count in counts.items()
        }
        return [(chunk, sum(rarity[gram] for gram in found)) for chunk, found in held]

    def _texts(self, scope: Scope) -> Iterator[tuple[int, str]]:
        """Yield the chunks of the scope with their titles and texts."""
        only = _row_condition(scope)
        sql = (
            "SELECT rowid, title || ' ' || text FROM chunk_text WHERE rowid > ? "
            f"{only.sql}ORDER BY rowid LIMIT {_READ_AT_ONCE}"
        )
        last = -1
        while rows := self._database.all(sql, last, *only.values):
            yield from ((chunk, text) for chunk, text in rows if isinstance(text, str))
            last = rows[-1][0]

    def matches_more_than(self, query: FullTextQuery, count: int) -> bool:
        """Return whether more than `count` chunks match; looks at no more."""
        row = self._database.one(
            "SELECT count(*) FROM (SELECT 1 FROM chunk_text WHERE chunk_text MATCH ? LIMIT ?)",
            match_expression(query),
            count + 1,
        )
        return row is not None and int(row[0]) > count

    def possible_words(self, words: Collection[str]) -> set[str]:
        """Return all of them, since to look one up costs no trip here."""
        return set(words)

    def words_of(self, words: Collection[str], scope: Scope = EVERYTHING) -> set[str]:
        """Return those of `words` that texts of the scope have."""
        return {word for word in words if self.texts_matching(FullTextQuery((word,)), 1, scope)}

    def texts_matching(
        self, query: FullTextQuery, limit: int, scope: Scope = EVERYTHING
    ) -> list[str]:
        """Return up to `limit` titles and texts of matching chunks of the scope, in no order."""
        sql = "SELECT title || ' ' || text FROM chunk_text WHERE chunk_text MATCH ?"
        condition = Condition("")
        if scope != EVERYTHING:
            condition = inside(scope)
            sql = (
                # This order, as a word that is looked for is in few texts.
                "SELECT t.title || ' ' || t.text FROM chunk_text t CROSS JOIN chunks c "
                "ON c.id = t.rowid CROSS JOIN articles a ON a.id = c.article_id "
                f"WHERE t.chunk_text MATCH ? AND {condition.sql}"
            )
        values = (match_expression(query), *condition.values, limit)
        return [row[0] for row in self._database.all(f"{sql} LIMIT ?", *values)]

    def rebuild_full_text(self) -> None:
        """Build the full-text index again from the articles, in one transaction."""
        with self._database.writing() as connection:
            (create,) = connection.execute(
                "SELECT sql FROM sqlite_master WHERE name = 'chunk_text'"
            ).fetchone()
            # Rows of a damaged index cannot be deleted; the table as a whole can.
            connection.execute("DROP TABLE chunk_text")
            connection.execute(create)
            for article_id, title, text in connection.execute(
                "SELECT id, title, text FROM articles"
            ):
                chunks = connection.execute(
                    "SELECT id, start, end FROM chunks WHERE article_id = ?", (article_id,)
                )
                connection.executemany(
                    "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
                    [(chunk, title, text[start:end]) for chunk, start, end in chunks.fetchall()],
                )
            increment_generation(connection)


def match_expression(query: FullTextQuery) -> str:
    """Return the FTS5 expression of a query.

    Every word is quoted, so operators (NEAR, OR, *, :) are words like others.
    """
    joint = " AND " if query.match_all else " OR "
    return joint.join(map(_any_phrase, phrases(query)))


def _any_phrase(spellings: Sequence[str]) -> str:
    quoted = [f'"{each}"' for each in spellings]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def _row_condition(scope: Scope) -> Condition:
    """Return a condition on the row numbers of the full text that keeps to a scope."""
    if scope == EVERYTHING:
        return Condition("")
    beyond, within = outside(scope), inside(scope)
    # The plus sign keeps SQLite from searching once for each chunk of the scope.
    if beyond is None:
        return Condition(f"AND +rowid IN ({CHUNKS_OF} {within.sql}) ", within.values)
    return Condition(f"AND +rowid NOT IN ({CHUNKS_OF} {beyond.sql}) ", beyond.values)
