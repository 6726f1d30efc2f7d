"""How a scope is searched: its chunks are gathered first, or what was found is checked."""

import threading
from collections import OrderedDict
from typing import Final

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.postgres.database import PostgresDatabase
from qa_bot.postgres.joint_reads import Query
from qa_bot.storage.postgres.scope_conditions import within

# Chunks of a scope that are gathered before anything is ranked, in some 20 ms.
_NARROW: Final = 20_000
# Scopes whose size is known: one for each chat that asked lately.
_KNOWN_SCOPES: Final = 64
_CHUNKS_OF: Final = "SELECT c.id FROM articles a JOIN chunks c ON c.article_id = a.id WHERE"
# A value rather than a join, so that the server checks the best first and stops with enough.
_IS_OF: Final = (
    "(SELECT true FROM chunks c JOIN articles a ON a.id = c.article_id WHERE c.id = s.chunk_id AND"
)


def is_narrow(database: PostgresDatabase, scope: Scope) -> bool:
    """Return whether few chunks are in a scope; looks at no more than that."""
    condition = within(scope)
    row = database.one(
        f"SELECT count(*) FROM ({_CHUNKS_OF} {condition.sql} LIMIT %s) AS first",
        *(*condition.values, _NARROW + 1),
    )
    return row is not None and int(row[0]) <= _NARROW


class NarrowScopes:
    """Which scopes are narrow, counted once for each state of the library.

    Safe to share between threads.
    """

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._known: OrderedDict[tuple[str, Scope], bool] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, scope: Scope, token: str) -> bool:
        """Return whether few chunks are in a scope, in the state of the library of that token."""
        if scope == EVERYTHING:
            return False
        with self._lock:
            if (known := self._known.get((token, scope))) is not None:
                return known
        found = is_narrow(self._database, scope)
        with self._lock:
            self._known[token, scope] = found
            if len(self._known) > _KNOWN_SCOPES:
                self._known.popitem(last=False)
        return found


def best_of(
    scored: str, values: tuple[object, ...], scope: Scope, limit: int, *, narrow: bool
) -> Query:
    """Return the query for the chunks of a scope with the greatest scores, and they.

    Of equals those of the lowest ids come first. `scored` are common table expressions, the last
    of which is `scored (chunk_id, score)`. In a `narrow` scope there are few chunks.
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
