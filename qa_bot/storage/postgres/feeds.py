"""The followed feeds and fetched pages in the tables `feeds`, `entries` and `pages`."""

import time
from typing import Final

from qa_bot.errors import FeedNotFound
from qa_bot.identity import FORMER_DIGITS
from qa_bot.overrides import NO_OVERRIDES, MetadataOverrides
from qa_bot.postgres.database import Connection
from qa_bot.storage.feeds import FollowedFeed, KnownEntry, WebPage
from qa_bot.storage.postgres.database import LibraryDatabase

# The tables that refer to a feed, by which column, and by which others a row is unique.
_FEED_COLUMNS: Final = (
    ("feeds", "url", ()),
    ("entries", "feed", ("key",)),
    ("feed_given", "feed", ("field", "value")),
)


class PostgresFeeds:
    """Implements FeedStore."""

    def __init__(self, database: LibraryDatabase) -> None:
        self._database = database

    def feeds(self) -> list[FollowedFeed]:
        """Return every followed feed, in the order of following."""
        rows = self._database.all(
            "SELECT url, title, etag, last_modified, added_at, checked_at, problem, "
            "(SELECT count(*) FROM entries JOIN articles ON id = article_id "
            "WHERE md5(feed) = md5(url) AND feed = url) FROM feeds ORDER BY added_at, url"
        )
        return [FollowedFeed(*row) for row in rows]

    def feed(self, url: str) -> FollowedFeed:
        """Return the feed followed at an address; raises FeedNotFound."""
        for feed in self.feeds():
            if feed.url == url:
                return feed
        raise FeedNotFound(f"No feed is followed at {url}. `qa-bot feeds` shows which are.")

    def overrides(self, url: str) -> MetadataOverrides:
        """Return the metadata overridden for all articles of a feed."""
        rows = self._database.all("SELECT field, value FROM feed_given WHERE feed = %s", url)
        return MetadataOverrides.from_rows((field, value) for field, value in rows)

    def follow(self, url: str, title: str, overrides: MetadataOverrides = NO_OVERRIDES) -> None:
        """Follow a feed; one that is followed already takes the new title."""
        with self._database.writing() as connection, connection.cursor() as cursor:
            rows = self.overrides(url).merged(overrides).to_rows()
            cursor.execute(
                "INSERT INTO feeds (url, title, added_at) VALUES (%s, %s, %s) "
                "ON CONFLICT (md5(url)) DO UPDATE SET title = excluded.title",
                (url, title, time.time()),
            )
            cursor.execute("DELETE FROM feed_given WHERE feed = %s", (url,))
            cursor.executemany(
                "INSERT INTO feed_given VALUES (%s, %s, %s)", [(url, *row) for row in rows]
            )

    def move(self, old: str, new: str) -> None:
        """Follow a feed at its new address, with its known entries."""
        with self._database.writing() as connection:
            for table, column, others in _FEED_COLUMNS:
                same = " AND ".join(f"n.{name} = t.{name}" for name in (*others,))
                connection.execute(
                    f"UPDATE {table} AS t SET {column} = %s WHERE {column} = %s AND NOT EXISTS "
                    f"(SELECT 1 FROM {table} AS n WHERE n.{column} = %s"
                    f"{' AND ' if same else ''}{same})",
                    (new, old, new),
                )
            _delete(connection, old)

    def unfollow(self, url: str) -> list[str]:
        """Stop following a feed; return the ids of its articles. Raises FeedNotFound."""
        self.feed(url)
        with self._database.writing() as connection:
            rows = connection.execute(
                "SELECT id FROM articles WHERE id IN "
                "(SELECT article_id FROM entries WHERE feed = %(url)s) "
                "AND NOT EXISTS (SELECT 1 FROM entries WHERE feed <> %(url)s AND article_id = id) "
                "ORDER BY number",
                {"url": url},
            ).fetchall()
            _delete(connection, url)
        return [row[0] for row in rows]

    def record_check(self, url: str, etag: str, last_modified: str) -> None:
        """Record that a feed was read to its end just now, with its validators."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE feeds SET etag = %s, last_modified = %s, checked_at = %s, problem = '' "
                "WHERE url = %s",
                (etag, last_modified, time.time(), url),
            )

    def record_failure(self, url: str, problem: str) -> None:
        """Record that a feed could not be read just now."""
        with self._database.writing() as connection:
            connection.execute("UPDATE feeds SET problem = %s WHERE url = %s", (problem, url))

    def entries(self, url: str) -> dict[str, KnownEntry]:
        """Return the entries of a feed that were added, by key."""
        rows = self._database.all(
            "SELECT key, mark, article_id, own_text, "
            "article_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles WHERE id = article_id "
            # One that was removed before ids were long, and added again since.
            "OR length(article_id) = %s AND id > article_id AND id < article_id || 'g') "
            "FROM entries WHERE md5(feed) = md5(%s) AND feed = %s",
            *(FORMER_DIGITS, url, url),
        )
        return {row[0]: KnownEntry(row[1], row[2], bool(row[3]), row[4]) for row in rows}

    def record_entry(
        self, url: str, key: str, mark: str, article_id: str | None, own_text: bool = False
    ) -> None:
        """Record an entry as added; a `mark` that no entry has makes it be tried again."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO entries (feed, key, mark, article_id, own_text) "
                "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (md5(feed), md5(key)) DO UPDATE SET "
                "mark = excluded.mark, article_id = excluded.article_id, "
                "own_text = excluded.own_text",
                (url, key, mark, article_id, int(own_text)),
            )

    def pages(self) -> list[WebPage]:
        """Return the pages that were added by address, the longest unchecked first."""
        rows = self._database.all(
            "SELECT article_id, url, etag, last_modified FROM pages ORDER BY checked_at, url"
        )
        return [WebPage(*row) for row in rows]

    def record_page(self, page: WebPage) -> None:
        """Record that a page is in the library as it is on the web just now."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO pages (article_id, url, etag, last_modified, checked_at) "
                "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (article_id) DO UPDATE SET "
                "url = excluded.url, etag = excluded.etag, "
                "last_modified = excluded.last_modified, checked_at = excluded.checked_at",
                (page.article_id, page.url, page.etag, page.last_modified, time.time()),
            )


def _delete(connection: Connection, feed: str) -> None:
    for table, column, _ in _FEED_COLUMNS:
        connection.execute(f"DELETE FROM {table} WHERE {column} = %s", (feed,))
