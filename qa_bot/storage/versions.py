"""What an article said before, kept for as long as somebody quotes it."""

import sqlite3
import time

_COLUMNS = "title, source, text, collection, author, published, language, link"
_CITED = "EXISTS (SELECT 1 FROM citations c WHERE c.article_id = {0}.{1} AND c.digest = {0}.digest)"


def keep(connection: sqlite3.Connection, article_id: str, next_digest: str | None) -> None:
    """Before an article becomes `next_digest`, or is removed (None): keep what it says if cited.

    Drops the versions that nothing cites, and the one that becomes current again.
    """
    connection.execute(
        f"INSERT OR REPLACE INTO versions (article_id, digest, at, {_COLUMNS}) "
        f"SELECT a.id, a.digest, ?, {_COLUMNS} FROM articles a "
        f"WHERE a.id = ? AND a.digest IS NOT ? AND {_CITED.format('a', 'id')}",
        (time.time(), article_id, next_digest),
    )
    connection.execute(
        "DELETE FROM versions AS v WHERE v.article_id = ? "
        f"AND (v.digest IS ? OR NOT {_CITED.format('v', 'article_id')})",
        (article_id, next_digest),
    )


def drop_uncited(connection: sqlite3.Connection) -> None:
    """Drop every version that nothing cites."""
    connection.execute(f"DELETE FROM versions AS v WHERE NOT {_CITED.format('v', 'article_id')}")
