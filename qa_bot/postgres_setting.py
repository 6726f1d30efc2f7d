"""The check of a setting that names a PostgreSQL database, before its client is imported."""

from importlib.util import find_spec
from typing import Final

from qa_bot.errors import ConfigError, install_extra
from qa_bot.server_url import ENCODED_SIGNS, ServerUrl

_SCHEMES: Final = ("postgresql", "postgres")
_CLIENT: Final = ("psycopg", "psycopg_pool", "alembic", "pgvector", "pybreaker")


def check_postgres(url: ServerUrl, setting: str) -> None:
    """Raise ConfigError for another kind of server, or where the client is not installed."""
    if url.scheme not in _SCHEMES:
        raise ConfigError(
            f"{setting} is {url}, which is no PostgreSQL database. Set it to one such as "
            f"postgresql://user:password@host:5432/database, {ENCODED_SIGNS}, or leave it empty."
        )
    missing = [name for name in _CLIENT if find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"{setting} is set, and the client of PostgreSQL is not installed "
            f"({', '.join(missing)}). {install_extra('postgres')}, or leave {setting} empty."
        )
