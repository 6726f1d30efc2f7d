"""Which feeds are followed and which pages came from the web, and as of when.

Knows SQL; fetches nothing. An entry or page is noted once its article is in
the library, so that what an interruption lost is fetched again.
"""

import sqlite3
import time
from dataclasses import dataclass

from qa_bot.errors import FeedNotFound
from qa_bot.identity import FORMER_DIGITS
from qa_bot.overrides import NOTHING, Given
from qa_bot.storage.database import Database

# The tables that speak of a feed, and by which column.
_OF_A_FEED = (("feeds", "url"), ("entries", "feed"), ("feed_given", "feed"))


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed as it was last seen; times in seconds since the epoch.

    `problem` says why the last look at it failed, empty when it did not.
    """

    url: str
    title: str = ""
    etag: str = ""
    last_modified: str = ""
    added_at: float = 0.0
    checked_at: float = 0.0
    problem: str = ""
    articles: int = 0


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page whose article is in the library, and what its site marked it with."""

    article_id: str
    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry that was taken: its mark then, and its article, None if it gave none.

    `own_text` is whether the article is the feed's own text and no page's, and
    `removed` whether it was in the library and is no longer.
    """

    mark: str
    article_id: str | None
    own_text: bool
    removed: bool = False


class Following:
    """What one library keeps of the web."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def feeds(self) -> list[FollowedFeed]:
        """Every feed that is followed, in the order of following."""
        rows = self._database.all(
            "SELECT url, title, etag, last_modified, added_at, checked_at, problem, "
            "(SELECT count(*) FROM entries JOIN articles ON id = article_id WHERE feed = url) "
            "FROM feeds ORDER BY added_at, url"
        )
        return [FollowedFeed(*row) for row in rows]

    def feed(self, url: str) -> FollowedFeed:
        """The feed that is followed at `url`; raises FeedNotFound."""
        for feed in self.feeds():
            if feed.url == url:
                return feed
        raise FeedNotFound(f"No feed is followed at {url}. `qa-bot feeds` shows which are.")

    def given(self, url: str) -> Given:
        """What a person said of all that comes from a feed."""
        rows = self._database.all("SELECT field, value FROM feed_given WHERE feed = ?", url)
        return Given.of(rows)

    def follow(self, url: str, title: str, given: Given = NOTHING) -> None:
        """Follow a feed; one that is followed already takes the new title.

        `given` is joined to what was said of all that comes from it before.
        """
        said = self.given(url).joined(given).rows()
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO feeds (url, title, added_at) VALUES (?, ?, ?) "
                "ON CONFLICT (url) DO UPDATE SET title = excluded.title",
                (url, title, time.time()),
            )
            connection.execute("DELETE FROM feed_given WHERE feed = ?", (url,))
            connection.executemany(
                "INSERT INTO feed_given VALUES (?, ?, ?)", [(url, *row) for row in said]
            )

    def move(self, old: str, new: str) -> None:
        """Follow a feed at its new address, its entries known as before."""
        with self._database.writing() as connection:
            for table, column in _OF_A_FEED:
                change = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?"
                connection.execute(change, (new, old))
            _forget(connection, old)

    def unfollow(self, url: str) -> list[str]:
        """Follow a feed no longer; the ids of its articles, which stay. Raises FeedNotFound."""
        self.feed(url)
        rows = self._database.all(
            "SELECT id FROM articles WHERE id IN (SELECT article_id FROM entries WHERE feed = ?1) "
            "AND id NOT IN (SELECT article_id FROM entries "
            "WHERE feed <> ?1 AND article_id IS NOT NULL)",
            url,
        )
        with self._database.writing() as connection:
            _forget(connection, url)
        return [row[0] for row in rows]

    def checked(self, url: str, etag: str, last_modified: str) -> None:
        """Note that a feed was read to its end just now, and what it was marked with."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE feeds SET etag = ?, last_modified = ?, checked_at = ?, problem = '' "
                "WHERE url = ?",
                (etag, last_modified, time.time(), url),
            )

    def failed(self, url: str, problem: str) -> None:
        """Note that a feed could not be read just now."""
        with self._database.writing() as connection:
            connection.execute("UPDATE feeds SET problem = ? WHERE url = ?", (problem, url))

    def entries(self, url: str) -> dict[str, KnownEntry]:
        """The entries of a feed that were taken, by key."""
        rows = self._database.all(
            "SELECT key, mark, article_id, own_text, "
            "article_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles WHERE id = article_id "
            # One that was removed before ids were long, and added again since.
            "OR length(article_id) = ?1 AND id > article_id AND id < article_id || 'g') "
            "FROM entries WHERE feed = ?2",
            FORMER_DIGITS,
            url,
        )
        return {row[0]: KnownEntry(row[1], row[2], bool(row[3]), bool(row[4])) for row in rows}

    def took(
        self, url: str, key: str, mark: str, article_id: str | None, own_text: bool = False
    ) -> None:
        """Note an entry as taken; a `mark` that no entry has makes it be tried again."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO entries (feed, key, mark, article_id, own_text) "
                "VALUES (?, ?, ?, ?, ?)",
                (url, key, mark, article_id, own_text),
            )

    def pages(self) -> list[WebPage]:
        """The pages that were added by their address, longest not looked at first."""
        rows = self._database.all(
            "SELECT article_id, url, etag, last_modified FROM pages ORDER BY checked_at, url"
        )
        return [WebPage(*row) for row in rows]

    def keep_page(self, page: WebPage) -> None:
        """Note that a page is in the library as it is on the web just now."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO pages (article_id, url, etag, last_modified, checked_at) "
                "VALUES (?, ?, ?, ?, ?)",
                (page.article_id, page.url, page.etag, page.last_modified, time.time()),
            )


def _forget(connection: sqlite3.Connection, feed: str) -> None:
    for table, column in _OF_A_FEED:
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (feed,))
