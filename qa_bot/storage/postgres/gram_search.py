"""Search by the grams of scripts without spaces, with the scores of the folder's.

The folder reads all texts for them; here they are terms of the index like others. What
they are worth depends on the scope, as they are counted in its texts alone.
"""

from collections.abc import Sequence
from typing import Final

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.postgres.database import PostgresDatabase
from qa_bot.storage.postgres.scope_conditions import within
from qa_bot.storage.postgres.terms import gram_terms

_HITS: Final = (
    "SELECT t.chunk_id, l.number FROM lexemes l JOIN chunk_terms t ON t.terms @> ARRAY[l.number]"
)
_OF_ARTICLE: Final = "JOIN chunks c ON c.id = t.chunk_id JOIN articles a ON a.id = c.article_id"
_COUNT: Final = "SELECT count(*) FROM chunks c JOIN articles a ON a.id = c.article_id WHERE"
# The inverse document frequency of BM25, of the chunks in the scope.
_SCORED: Final = """
worth AS (
    SELECT number, ln(1 + (chunks - count(*) + 0.5::float8) / (count(*) + 0.5::float8)) AS rarity
    FROM hits, totals GROUP BY number, chunks
), scored AS (
    SELECT chunk_id, sum(rarity) AS score FROM hits JOIN worth USING (number) GROUP BY chunk_id
), ranked AS (
    SELECT chunk_id, score, row_number() OVER (ORDER BY score DESC, chunk_id) AS place FROM scored
)
SELECT chunk_id, score FROM ranked WHERE place <= %s OR chunk_id = ANY(%s)
"""


def search_grams(
    database: PostgresDatabase,
    grams: Sequence[str],
    limit: int,
    scope: Scope,
    also: Sequence[int],
) -> list[tuple[int, float]]:
    """Return the best chunks of the scope by the rarity of the grams that they have.

    With them come the scores of the chunks of `also` that have any.
    """
    terms, condition = gram_terms(grams), within(scope)
    if scope == EVERYTHING:
        tables = f"totals AS (SELECT chunks FROM text_totals), hits AS MATERIALIZED ({_HITS} "
        values: tuple[object, ...] = ()
    else:
        tables = (
            f"totals AS ({_COUNT.replace('count(*)', 'count(*) AS chunks')} {condition.sql}), "
            f"hits AS MATERIALIZED ({_HITS} {_OF_ARTICLE} AND {condition.sql} "
        )
        values = condition.values * 2
    sql = f"WITH {tables}WHERE l.term = ANY(%s)), {_SCORED}"
    return database.all(sql, *values, terms, limit, list(also))
