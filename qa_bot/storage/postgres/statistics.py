"""Articles and chunks counted in groups, without reading any text."""

from datetime import datetime
from typing import Final

from qa_bot.storage.postgres.database import LibraryDatabase
from qa_bot.storage.statistics import ArticleGroup

# What stands behind the last dot of a source; a folder's is none.
_ORIGIN: Final = r"""
CASE WHEN source ILIKE 'http://%%' OR source ILIKE 'https://%%' THEN 'web'
    WHEN source ILIKE 'telegram:%%' THEN 'chat'
    WHEN source ILIKE 'stdin:%%' THEN 'stdin'
    ELSE coalesce(lower(substring(source FROM '\.([^./]*)$')), '') END
"""
_GROUPS: Final = f"""
SELECT {_ORIGIN}, language, width_bucket(added_at, %s::double precision[]), left(published, 7),
    count(*), coalesce(sum(chunks), 0)::bigint
FROM articles LEFT JOIN
    (SELECT article_id, count(*) AS chunks FROM chunks GROUP BY article_id) AS counted
    ON article_id = id
GROUP BY 1, 2, 3, 4
"""
_MONTHS_OF_A_YEAR: Final = 12  # after which the next one is January again


class PostgresStatistics:
    """Implements StatisticsStore."""

    def __init__(self, database: LibraryDatabase) -> None:
        self._database = database

    def article_groups(self) -> list[ArticleGroup]:
        """Return the groups that hold any article, in no order."""
        with self._database.snapshot():
            row = self._database.one("SELECT min(added_at), max(added_at) FROM articles")
            if row is None or row[0] is None:
                return []
            months = _months(*row)
            starts = [start.timestamp() for start in months]
            rows = self._database.all(_GROUPS, starts)
        return [
            ArticleGroup(origin, language, f"{months[month - 1]:%Y-%m}", *rest)
            for origin, language, month, *rest in rows
        ]


def _months(first: float, last: float) -> list[datetime]:
    """Return the beginnings of all months between two times, in the time zone of this machine."""
    begin, end = (datetime.fromtimestamp(each) for each in (first, last))
    months = [datetime(begin.year, begin.month, 1)]
    while (later := _next(months[-1])) <= end:
        months.append(later)
    return months


def _next(month: datetime) -> datetime:
    is_last = month.month == _MONTHS_OF_A_YEAR
    return datetime(month.year + is_last, 1 if is_last else month.month + 1, 1)
