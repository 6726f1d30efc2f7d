"""The index of vectors in a large library (HNSW of pgvector), built beside those who use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from qa_bot.postgres.database import Connection, PostgresDatabase
from qa_bot.postgres.joint_reads import Query
from qa_bot.postgres.locks import lock_key

# Vectors of 384 numbers up to which all are compared: 30 MB, read in about 20 ms.
_INDEXED_FROM: Final = 20_000
# What a build may use of the server's memory: a million vectors with their graph.
_BUILD_MEMORY: Final = "1GB"


# How well it is built: from so many candidates, three times pgvector's default, as texts that
# are much alike would otherwise be linked to each other alone.
_BUILT_FROM: Final = 200


class NearestIndex:
    """The index of vectors of one dimension, of all embeddings of a library."""

    def __init__(self, database: PostgresDatabase, dimension: int) -> None:
        self._database = database
        self._name = f"embeddings_nearest_{int(dimension)}"
        # Numbers of 16 bits, as what is found is scored again.
        self.type = f"halfvec({int(dimension)})"
        # Which rows of `embeddings` it has. Those of another dimension are those of another
        # model, which a library has for a moment when it is rebuilt.
        self.condition = f"vector_dims(vector) = {int(dimension)}"
        # What is ordered by.
        self.expression = f"(vector::{self.type})"

    @property
    def presence(self) -> Query:
        """The query for whether the index is whole, without a row where there is none."""
        sql = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"
        return sql, (self._name,)

    def is_there(self) -> bool:
        """Return whether the index is there and whole."""
        return self._state() is True

    def _state(self) -> bool | None:
        """Return whether the index is whole; None where there is none."""
        sql, values = self.presence
        row = self._database.one(sql, *values)
        return None if row is None else bool(row[0])

    def build(self) -> None:
        """Build the index where the library is large enough, unless another program does so.

        Others read and write meanwhile. One whose building was interrupted is built again.
        """
        if self._state() is True or not self._is_worth_it():
            return
        with self._database.alone() as connection, self._building(connection) as is_ours:
            if is_ours and self._state() is not True:
                connection.execute(f"SET maintenance_work_mem = '{_BUILD_MEMORY}'")
                connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self._name}")
                connection.execute(
                    f"CREATE INDEX CONCURRENTLY {self._name} ON embeddings USING hnsw "
                    f"({self.expression} halfvec_ip_ops) WITH (ef_construction = {_BUILT_FROM}) "
                    f"WHERE {self.condition}"
                )

    @contextmanager
    def _building(self, connection: Connection) -> Iterator[bool]:
        """Hold the lock of whoever builds within, if nobody does; yield whether it is.

        It is the connection's and no transaction's, as the server waits for every transaction
        that began before it finishes the index.
        """
        key = lock_key(self._database.schema, "nearest")
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()
        locked = bool(row and row[0])
        try:
            yield locked
        finally:
            if locked:
                connection.execute("RESET maintenance_work_mem")
                connection.execute("SELECT pg_advisory_unlock(%s)", (key,))

    def _is_worth_it(self) -> bool:
        row = self._database.one(
            f"SELECT count(*) FROM (SELECT FROM embeddings WHERE {self.condition} "
            f"LIMIT {_INDEXED_FROM}) AS first"
        )
        return row is not None and int(row[0]) == _INDEXED_FROM
