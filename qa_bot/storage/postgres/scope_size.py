"""How a scope is searched: its chunks are gathered first, or what was found is checked."""

from typing import Final

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.postgres.database import PostgresDatabase
from qa_bot.postgres.joint_reads import Query
from qa_bot.storage.postgres.scope_conditions import within

# Chunks of a scope that are gathered before anything is ranked, in some 20 ms.
_NARROW: Final = 20_000
_CHUNKS_OF: Final = "SELECT c.id FROM articles a JOIN chunks c ON c.article_id = a.id WHERE"
# A value rather than a join, so that the server checks the best first and stops with enough.
_IS_OF: Final = (
    "(SELECT true FROM chunks c JOIN articles a ON a.id = c.article_id WHERE c.id = s.chunk_id AND"
)


def is_narrow(database: PostgresDatabase, scope: Scope) -> bool:
    """Return whether few chunks are in a scope that leaves out any; looks at no more than few."""
    if scope == EVERYTHING:
        return False
    condition = within(scope)
    row = database.one(
        f"SELECT count(*) FROM ({_CHUNKS_OF} {condition.sql} LIMIT %s) AS first",
        *(*condition.values, _NARROW + 1),
    )
    return row is not None and int(row[0]) <= _NARROW


def best_of(
    scored: str, values: tuple[object, ...], scope: Scope, limit: int, *, narrow: bool
) -> Query:
    """Return the query for the chunks of a scope with the greatest scores.

    Each comes with its score, of equals that of the lowest id first. `scored` are common table
    expressions, the last of which is `scored (chunk_id, score)`. In a `narrow` scope there are
    few chunks.
    """
    condition, order = within(scope), "ORDER BY score DESC, chunk_id"
    if scope == EVERYTHING:
        sql = f"WITH {scored} SELECT chunk_id, score FROM scored {order} LIMIT %s"
        return sql, (*values, limit)
    if narrow:
        sql = (
            f"WITH inside AS MATERIALIZED ({_CHUNKS_OF} {condition.sql}), {scored} "
            "SELECT chunk_id, score FROM scored WHERE chunk_id IN (SELECT id FROM inside) "
            f"{order} LIMIT %s"
        )
        return sql, (*condition.values, *values, limit)
    sql = (
        f"WITH {scored} SELECT chunk_id, score FROM (SELECT * FROM scored {order} OFFSET 0) s "
        f"WHERE {_IS_OF} {condition.sql}) LIMIT %s"
    )
    return sql, (*values, *condition.values, limit)
