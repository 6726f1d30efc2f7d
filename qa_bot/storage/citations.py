"""Who quotes which version of which article, so that what was quoted is kept."""

from qa_bot.storage import versions
from qa_bot.storage.articles import Reading


class Citing(Reading):
    """Citations: whoever keeps an answer says so, and says when it is forgotten."""

    def cite(self, article_id: str, digest: str, by: str) -> bool:
        """Keep that version of the article for as long as `by` cites it.

        `by` names the kept answer, such as "telegram:123:456"; citing twice is
        citing once. False when the version is no longer there to be kept.
        """
        article_id = self.full_id(article_id)
        with self.writing() as connection:
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
        """Forget all that `by` cites; versions that nobody else cites are dropped."""
        with self.writing() as connection:
            connection.execute("DELETE FROM citations WHERE by = ?", (by,))
            versions.drop_uncited(connection)
