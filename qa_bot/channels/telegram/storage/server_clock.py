"""The clock that all workers share, which is that of their PostgreSQL server."""

from typing import Final

from qa_bot.channels.telegram.storage.state_database import StateStatements

# The time now as an SQL expression, in seconds since the epoch.
NOW: Final = "extract(epoch FROM clock_timestamp())::float8"


def server_time(database: StateStatements) -> float:
    """Return the server's time in seconds since the epoch. Raises StateError."""
    ((now,),) = database.fetch_all(f"SELECT {NOW}")
    return float(now)
