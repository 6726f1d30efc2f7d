"""Several queries of one moment in one trip to the server (the pipeline mode of libpq)."""

from collections.abc import Sequence
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

# An SQL query with the values of its parameters.
Query = tuple[str, tuple[object, ...]]
Rows = list[tuple[Any, ...]]
_BEGIN: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def read_together(
    connection: psycopg.Connection[tuple[Any, ...]], queries: Sequence[Query]
) -> list[Rows]:
    """Return the rows of each query, in a transaction of their own unless there is one."""
    is_alone = connection.info.transaction_status == TransactionStatus.IDLE
    try:
        with connection.pipeline():
            if is_alone:
                connection.execute(_BEGIN)
            cursors = [
                connection.execute(sql, values or None, binary=True) for sql, values in queries
            ]
            if is_alone:
                connection.execute("COMMIT")
    except psycopg.Error:
        if is_alone and not connection.closed:
            connection.rollback()
        raise
    return [cursor.fetchall() for cursor in cursors]
