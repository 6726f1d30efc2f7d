"""BM25 as SQL: exactly what FTS5's bm25() computes, of titles and texts alike.

Each phrase of a query has a rarity (its inverse document frequency), and each chunk that
has it adds to its score by how often it does, and less the longer it is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa_bot.storage.postgres.text_conditions import (
    Lexemes,
    Phrase,
    TextCondition,
    Words,
    matches,
    occurrences,
)

# The parameters of BM25 in FTS5, and the rarity of what half of the chunks have.
_K1, _B, _LEAST_RARITY = 1.2, 0.75, 1e-6
_RARITY: Final = (
    "CASE WHEN 2 * {holders} < chunks THEN ln((chunks - {holders} + 0.5::float8) / "
    f"({{holders}} + 0.5::float8)) ELSE {_LEAST_RARITY} END"
)
_TOTALS: Final = (
    "totals AS MATERIALIZED "
    "(SELECT chunks, stems::float8 / chunks AS average FROM text_totals WHERE chunks > 0)"
)
_ASKED: Final = (
    "asked AS MATERIALIZED (SELECT number, frequency, times * "
    f"{_RARITY.format(holders='holders')} AS rarity FROM totals, "
    "unnest(%s::integer[], %s::integer[], %s::bigint[], %s::integer[]) "
    "AS given (number, frequency, holders, times))"
)
_FOUND: Final = (
    "SELECT t.chunk_id, t.length, a.frequency, a.rarity "
    "FROM asked a JOIN chunk_terms t ON t.terms @> ARRAY[a.number]"
)
# Where every word has to be there, what has them all is found first.
_FOUND_IN_ALL: Final = (
    "SELECT t.chunk_id, t.length, a.frequency, a.rarity FROM matched t "
    "CROSS JOIN LATERAL unnest(t.terms) AS term (number) JOIN asked a USING (number)"
)
_SCORED: Final = (
    "scored AS (SELECT chunk_id, sum(rarity * frequency * "
    f"{_K1 + 1}::float8 / (frequency + {_K1 * (1 - _B):.2}::float8 "
    f"+ {_K1 * _B:.2}::float8 * length / average)) AS score "
    "FROM hits, totals GROUP BY chunk_id)"
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Common table expressions, the last of which is `scored (chunk_id, score)`."""

    sql: str
    values: tuple[object, ...]


def ranking(words: Words, match_all: bool, lexemes: Lexemes) -> Ranking | None:
    """Return the scores of what has any of the words, or all; None where nothing can."""
    condition = matches(words, match_all, lexemes)
    if condition is None:
        return None
    phrases = [phrase for word in words for phrase in word]
    tables = [TextCondition(_TOTALS), _asked(phrases, lexemes)]
    hits = [_FOUND_IN_ALL if match_all else _FOUND]
    if match_all:
        sql = f"matched AS MATERIALIZED (SELECT t.* FROM chunk_terms t WHERE {condition.sql})"
        tables.append(TextCondition(sql, condition.values))
    for number, phrase in enumerate(each for each in phrases if len(each) > 1):
        name = f"phrase_{number}"
        tables.append(_phrase_table(name, phrase, lexemes))
        only = " WHERE chunk_id IN (SELECT chunk_id FROM matched)" if match_all else ""
        hits.append(f"SELECT * FROM {name}{only}")
    tables.append(TextCondition(f"hits AS ({' UNION ALL '.join(hits)})"))
    return Ranking(
        ", ".join([*(table.sql for table in tables), _SCORED]),
        tuple(value for table in tables for value in table.values),
    )


def _asked(phrases: Sequence[Phrase], lexemes: Lexemes) -> TextCondition:
    """Return the table of the lexemes of phrases of one stem, of which several may be the same."""
    times = Counter(phrase[0] for phrase in phrases if len(phrase) == 1)
    rows = [
        (each.number, each.frequency, lexemes.count(stem), count)
        for stem, count in times.items()
        for each in lexemes.of(stem)
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    return TextCondition(_ASKED, tuple(columns))


def _phrase_table(name: str, phrase: Phrase, lexemes: Lexemes) -> TextCondition:
    """Return the table of what has a phrase of several stems, anywhere in the library."""
    has = lexemes.has(phrase)
    rarity = _RARITY.format(holders="(count(*) OVER ())")
    return TextCondition(
        f"{name} AS MATERIALIZED (SELECT t.chunk_id, t.length, (SELECT count(*) FROM "
        f"regexp_matches(x.stems, %s, 'g')) AS frequency, {rarity} AS rarity "
        f"FROM totals, chunk_terms t JOIN chunk_text x USING (chunk_id) WHERE {has.sql})",
        (occurrences(phrase), *has.values),
    )
