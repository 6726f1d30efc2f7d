"""What the server of a library says of itself, for the diagnosis of an installation."""

from dataclasses import dataclass
from typing import Final

from qa_bot.postgres.database import PostgresDatabase

_FIGURES: Final = """
SELECT split_part(current_setting('server_version'), ' ', 1),
    (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
    current_setting('max_connections')::int
"""


@dataclass(frozen=True, slots=True)
class ServerFigures:
    """Versions of PostgreSQL and pgvector, and connections of everyone, now and at most."""

    version: str
    vectors_version: str
    connections: int
    most_connections: int


def server_figures(database: PostgresDatabase) -> ServerFigures:
    """Ask the server of a database; raises what the database does."""
    (row,) = database.all(_FIGURES)
    return ServerFigures(*row)
