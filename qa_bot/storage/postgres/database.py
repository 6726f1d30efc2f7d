"""The schema of a library: its state, its model, and errors as those of a library."""

from typing import Final

from qa_bot.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryUnavailable,
    LibraryUnwritable,
)
from qa_bot.postgres.database import Connection, PostgresDatabase
from qa_bot.postgres.joint_reads import Rows
from qa_bot.postgres.migrations import Migrations
from qa_bot.postgres.problems import Problem, ProblemKind
from qa_bot.storage.store import StoreState

MIGRATIONS: Final = Migrations("qa_bot.storage.postgres.revisions")
_ERRORS: Final = {
    ProblemKind.AWAY: LibraryUnavailable,
    ProblemKind.REFUSED: LibraryUnavailable,
    ProblemKind.UNWRITABLE: LibraryUnwritable,
    ProblemKind.BUSY: LibraryBusy,
    ProblemKind.UNUSABLE: LibraryDamaged,
}
# In one statement, so that both are of one moment.
STATE: Final = """
SELECT convert_from((SELECT value FROM meta WHERE key = 'library'), 'UTF8'), generation, token,
    (SELECT value FROM meta WHERE key = 'probe')
FROM history ORDER BY generation DESC LIMIT 1
"""
# The last states that are known, for what is derived from them.
_KEPT_STATES: Final = 10_000


def library_error(problem: Problem) -> LibraryError:
    """Return the library's error for a problem with its server."""
    return _ERRORS[problem.kind](problem.message)


class LibraryDatabase(PostgresDatabase):
    """The schema of a library."""

    def __init__(self, url: str, schema: str, lock_timeout: float) -> None:
        """Open the library, creating it where there is none; raises LibraryError."""
        super().__init__(
            *(url, schema, MIGRATIONS, library_error),
            lock_timeout=lock_timeout,
            needs_vectors=True,
        )

    def state(self) -> StoreState:
        """Return the present state; every change makes it another."""
        return self.to_state(self.all(STATE))

    def to_state(self, rows: Rows) -> StoreState:
        """Read the row of the query STATE; raises LibraryDamaged without one."""
        if not rows or rows[0][0] is None:
            raise LibraryDamaged(
                f"{self.location}: the library does not say which state it is in. "
                "Restore the database from a copy."
            )
        library, generation, token, fingerprint = rows[0]
        return StoreState(library, generation, token.hex(), fingerprint)

    def had_state(self, generation: int, token: str) -> bool:
        """Return whether the library once was in that state, as far back as its history goes."""
        row = self.one("SELECT token FROM history WHERE generation = %s", generation)
        return row is not None and row[0].hex() == token

    def meta(self, key: str) -> bytes | None:
        """Return a value of the table `meta`, or None."""
        return self.metas(key)[0]

    def metas(self, *keys: str) -> list[bytes | None]:
        """Return values of the table `meta`, None for one that is not there, in one trip."""
        found = dict(self.all("SELECT key, value FROM meta WHERE key = ANY(%s)", list(keys)))
        return [found.get(key) for key in keys]


def set_meta(connection: Connection, key: str, value: bytes) -> None:
    """Set a value of the table `meta`."""
    connection.execute(
        "INSERT INTO meta VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def increment_generation(connection: Connection) -> None:
    """Let whatever is derived from the library see that it changed; the writers' lock is held."""
    connection.execute(
        "WITH next AS (INSERT INTO history SELECT max(generation) + 1, uuid_send(gen_random_uuid())"
        " FROM history RETURNING generation) "
        "DELETE FROM history WHERE generation <= (SELECT generation FROM next) - %s",
        (_KEPT_STATES,),
    )
