"""What holds the bot's state in a database, for a diagnosis of the installation."""

from contextlib import closing

from qa_bot.postgres_setting import check_postgres
from qa_bot.server_url import ServerUrl


def state_server(url: ServerUrl) -> str:
    """Return what the server at `url` is, and how many workers run on the state there.

    Raises StateError, or ConfigError for a URL of another kind.
    """
    check_postgres(url, "telegram.state_url")
    from qa_bot.channels.telegram.storage.postgres_state import PostgresState

    with closing(PostgresState(url)) as state:
        ((version, workers),) = state.fetch_all(
            "SELECT split_part(current_setting('server_version'), ' ', 1), count(*) "
            "FROM workers WHERE alive_until >= clock_timestamp()"
        )
    return f"PostgreSQL {version}, {workers} running {'worker' if workers == 1 else 'workers'}"
