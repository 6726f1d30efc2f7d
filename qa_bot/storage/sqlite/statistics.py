"""Articles and chunks counted in groups, without reading any text."""

from typing import Final

from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.statistics import ArticleGroup

# What stands behind the last dot of a source, "" where that is a folder's or there is none.
_SUFFIX: Final = "replace(source, rtrim(source, replace(source, '.', '')), '')"
_ORIGIN: Final = f"""
CASE WHEN source LIKE 'http://%' OR source LIKE 'https://%' THEN 'web'
    WHEN source LIKE 'telegram:%' THEN 'chat'
    WHEN source LIKE 'stdin:%' THEN 'stdin'
    WHEN instr(source, '.') = 0 OR instr({_SUFFIX}, '/') > 0 THEN ''
    ELSE lower({_SUFFIX}) END
"""
# The chunks are counted in an index, article by article.
_GROUPS: Final = f"""
SELECT {_ORIGIN}, language,
    coalesce(strftime('%Y-%m', added_at, 'unixepoch', 'localtime'), ''),
    substr(published, 1, 7), count(*), coalesce(sum(chunks), 0)
FROM articles LEFT JOIN
    (SELECT article_id, count(*) AS chunks FROM chunks GROUP BY article_id) ON article_id = id
GROUP BY 1, 2, 3, 4
"""


class SqliteStatistics:
    """Implements StatisticsStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def article_groups(self) -> list[ArticleGroup]:
        """Return the groups that hold any article, in no order."""
        return [ArticleGroup(*row) for row in self._database.all(_GROUPS)]
