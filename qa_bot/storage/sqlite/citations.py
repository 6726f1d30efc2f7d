"""Citations, and the earlier versions of articles that they keep."""

import sqlite3
import time

from qa_bot.storage.sqlite.articles import ArticleQueries

_COLUMNS = "title, source, text, collection, author, published, language, link"
_CITED = "EXISTS (SELECT 1 FROM citations c WHERE c.article_id = {0}.{1} AND c.digest = {0}.digest)"


class Citations(ArticleQueries):
    """Records who cites which version of which article."""

    def cite(self, article_id: str, digest: str, by: str) -> bool:
        """Store that version of the article for as long as `by` cites it."""
        article_id = self.full_id(article_id)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO citations SELECT ?1, ?2, ?3 WHERE EXISTS "
                "(SELECT 1 FROM articles WHERE id = ?1 AND digest = ?2 UNION ALL "
                "SELECT 1 FROM versions WHERE article_id = ?1 AND digest = ?2)",
                (article_id, digest, by),
            )
            found = connection.execute(
                "SELECT 1 FROM citations WHERE article_id = ? AND digest = ? AND by = ?",
                (article_id, digest, by),
            )
            return found.fetchone() is not None

    def uncite(self, by: str) -> None:
        """Forget what `by` cites; versions that nobody else cites are dropped."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM citations WHERE by = ?", (by,))
            connection.execute(
                f"DELETE FROM versions AS v WHERE NOT {_CITED.format('v', 'article_id')}"
            )


def store_cited_version(
    connection: sqlite3.Connection, article_id: str, next_digest: str | None
) -> None:
    """Store the present version of an article, if it is cited, before it becomes the next.

    `next_digest` is None where the article is removed. Versions that nothing
    cites are dropped, and so is the one that becomes current again.
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
