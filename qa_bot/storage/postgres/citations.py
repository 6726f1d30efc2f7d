"""Citations, and the earlier versions of articles that they keep."""

import time
from typing import Final

from qa_bot.postgres.database import Connection
from qa_bot.storage.postgres.articles import PostgresArticles

_COLUMNS: Final = "title, source, text, collection, author, published, language, link"
_CITED: Final = (
    "EXISTS (SELECT 1 FROM citations c WHERE c.article_id = {0}.{1} AND c.digest = {0}.digest)"
)
_REPLACED: Final = ", ".join(f"{name} = excluded.{name}" for name in ("at", *_COLUMNS.split(", ")))


class PostgresCitations(PostgresArticles):
    """Records who cites which version of which article."""

    def cite(self, article_id: str, digest: str, by: str) -> bool:
        """Store that version of the article for as long as `by` cites it."""
        article_id = self.full_id(article_id)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO citations SELECT id, digest, %(by)s FROM ("
                "SELECT id, digest FROM articles UNION "
                "SELECT article_id, digest FROM versions) AS known "
                "WHERE id = %(id)s AND digest = %(digest)s ON CONFLICT DO NOTHING",
                {"id": article_id, "digest": digest, "by": by},
            )
            found = connection.execute(
                "SELECT 1 FROM citations WHERE article_id = %s AND digest = %s AND by = %s",
                (article_id, digest, by),
            )
            return found.fetchone() is not None

    def uncite(self, by: str) -> None:
        """Forget what `by` cites; versions that nobody else cites are dropped."""
        with self._database.writing() as connection:
            forgotten = connection.execute(
                "DELETE FROM citations WHERE by = %s RETURNING article_id", (by,)
            ).fetchall()
            connection.execute(
                "DELETE FROM versions AS v WHERE article_id = ANY(%s) "
                f"AND NOT {_CITED.format('v', 'article_id')}",
                ([row[0] for row in forgotten],),
            )


def store_cited_version(connection: Connection, article_id: str, next_digest: str | None) -> None:
    """Store the present version of an article, if it is cited, before it becomes the next.

    `next_digest` is None where the article is removed. Versions that nothing
    cites are dropped, and so is the one that becomes current again.
    """
    connection.execute(
        f"INSERT INTO versions (article_id, digest, at, {_COLUMNS}) "
        f"SELECT a.id, a.digest, %s, {_COLUMNS} FROM articles a "
        f"WHERE a.id = %s AND a.digest IS DISTINCT FROM %s AND {_CITED.format('a', 'id')} "
        f"ON CONFLICT (article_id, digest) DO UPDATE SET {_REPLACED}",
        (time.time(), article_id, next_digest),
    )
    connection.execute(
        "DELETE FROM versions AS v WHERE v.article_id = %s "
        f"AND (v.digest IS NOT DISTINCT FROM %s OR NOT {_CITED.format('v', 'article_id')})",
        (article_id, next_digest),
    )
