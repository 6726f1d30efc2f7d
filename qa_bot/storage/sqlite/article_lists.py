"""Articles in order and counted, by pages that go on from the last row of the one before."""

from collections.abc import Iterator
from typing import Any, Final

from qa_bot.documents import EVERYTHING, ArticleRef, Listing, Scope
from qa_bot.storage.article_lists import PAGE, by_pages
from qa_bot.storage.rows import REF, to_listing
from qa_bot.storage.sqlite.database import Database
from qa_bot.storage.sqlite.filters import inside

TAGS: Final = (
    "(SELECT json_group_array(tag) FROM "
    "(SELECT tag FROM tags WHERE article_id = a.id ORDER BY tag))"
)
_LISTING: Final = (
    f"{REF}, a.characters, (SELECT count(*) FROM chunks WHERE article_id = a.id), a.added_at, "
    f"a.author, a.language, {TAGS}"
)
# Before every row of an index by adding, and of the table.
_BEFORE_ALL: Final = (float("-inf"), 0)


class SqliteArticleLists:
    """Implements ArticleLists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listings(self, scope: Scope = EVERYTHING) -> Iterator[Listing]:
        """Yield every article of the scope in the order of adding, read by pages."""
        condition = inside(scope)
        # The page is cut first, as counting chunks and gathering tags is for its rows alone.
        sql = (
            f"SELECT a.added_at, a.rowid, {_LISTING} FROM articles a WHERE a.rowid IN "
            f"(SELECT a.rowid FROM articles a WHERE {condition.sql} AND "
            f"(a.added_at, a.rowid) > (?, ?) ORDER BY a.added_at, a.rowid LIMIT {PAGE}) "
            "ORDER BY a.added_at, a.rowid"
        )
        rows = by_pages(_BEFORE_ALL, lambda at: self._database.all(sql, *condition.values, *at[:2]))
        return (to_listing(row[2:]) for row in rows)

    def digests(self) -> Iterator[tuple[str, str]]:
        """Yield the id and digest of every article in the order of adding, read by pages."""
        sql = f"SELECT rowid, id, digest FROM articles WHERE rowid > ? ORDER BY rowid LIMIT {PAGE}"
        first: tuple[Any, ...] = (0,)
        rows = by_pages(first, lambda row: self._database.all(sql, row[0]))
        return ((row[1], row[2]) for row in rows)

    def refs(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return references to up to `limit` articles of the scope, the latest added first."""
        return self._refs("a.added_at DESC, a.rowid DESC LIMIT ?", scope, limit)

    def refs_from(self, start: int, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return up to `limit` articles of the scope in the order of adding, skipping `start`.

        Reads those that it skips, too.
        """
        return self._refs("a.added_at, a.rowid LIMIT ? OFFSET ?", scope, limit, start)

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return up to `limit` articles of the scope, the latest published first."""
        order = "a.published DESC, a.added_at DESC, a.rowid DESC LIMIT ?"
        return self._refs(order, scope, limit)

    def _refs(self, order: str, scope: Scope, *values: int) -> list[ArticleRef]:
        condition = inside(scope)
        sql = f"SELECT {REF} FROM articles a WHERE {condition.sql} ORDER BY {order}"
        return [ArticleRef(*row) for row in self._database.all(sql, *condition.values, *values)]

    def count_articles(self, scope: Scope = EVERYTHING) -> int:
        """Return the number of articles of the scope."""
        condition = inside(scope)
        sql = f"SELECT count(*) FROM articles a WHERE {condition.sql}"
        row = self._database.one(sql, *condition.values)
        return int(row[0]) if row else 0

    def has_articles(self, scope: Scope = EVERYTHING) -> bool:
        """Return whether an article is in the scope; looks for one alone."""
        condition = inside(scope)
        sql = f"SELECT 1 FROM articles a WHERE {condition.sql} LIMIT 1"
        return self._database.one(sql, *condition.values) is not None
