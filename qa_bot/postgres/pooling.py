"""Whether a pooler of connections, such as pgbouncer in transaction mode, stands before a server.

Through one in that mode each transaction may run in another session of the server, so that
the locks of a session, announcements and the search path are those of other programs too.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import psycopg

# Seconds that a second connection may take: where all sessions of a pool are in use, it waits.
_PATIENCE_S: Final = 5.0
_SESSION: Final = "SELECT pg_backend_pid()"


def is_session_shared(
    connection: psycopg.Connection[Any], connect: Callable[[], psycopg.Connection[Any]]
) -> bool:
    """Return whether another connection gets the session of this one, which is in autocommit.

    True is certain. `connect` opens another connection; it is called where the server's number of
    the session is not the one it was opened with, as each pooler gives numbers of its own.
    """
    session = _session_of(connection)
    if session == connection.info.backend_pid:
        return False
    found: list[bool] = []

    def look() -> None:
        with suppress(psycopg.Error), connect() as other, other.transaction():
            # A pool hands out first what was given back last.
            found.append(_session_of(other) == session or _session_of(connection) != session)

    looking = threading.Thread(target=look, name="pooling", daemon=True)
    looking.start()
    looking.join(_PATIENCE_S)
    return any(found)


def _session_of(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute(_SESSION).fetchone()
    return int(row[0]) if row is not None else 0
