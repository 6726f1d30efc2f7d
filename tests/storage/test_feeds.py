"""What is followed on the web is kept beside the articles, whatever version the file was."""

import sqlite3
from pathlib import Path

import pytest

from qa_bot.errors import ArticleNotFound
from qa_bot.identity import article_id
from qa_bot.overrides import MetadataOverrides
from qa_bot.storage.feeds import WebPage
from qa_bot.storage.locations import DATABASE
from qa_bot.storage.sqlite.migrations import SCRIPTS
from qa_bot.storage.sqlite.store import SqliteStore
from qa_bot.storage.store import Store


def write(folder: Path, version: int) -> None:
    """A library file as that version made it, with one article."""
    folder.mkdir()
    connection = sqlite3.connect(folder / DATABASE)
    connection.create_function("long_id", 2, article_id, deterministic=True)
    connection.executescript("".join(SCRIPTS[:version]))
    connection.execute(
        "INSERT INTO articles (id, title, source, text, digest, added_at, updated_at) "
        "VALUES ('a', 'Mill', 'a.txt', 'The mill stands.', 'd', 1, 1)"
    )
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("version", range(1, len(SCRIPTS) + 1))
def test_a_library_of_any_version_can_follow(folder: Path, version: int) -> None:
    """The tables are made, and the article that was there can be a page."""
    write(folder, version)
    store = SqliteStore(folder)
    following = store.feeds
    following.follow("https://example.org/feed", "The Weir", MetadataOverrides(tags=("valley",)))
    following.follow("https://example.org/feed", "The Weir", MetadataOverrides(tags=("news",)))
    assert following.overrides("https://example.org/feed") == MetadataOverrides(
        tags=("news", "valley")
    )
    (listing,) = store.listings()
    page = WebPage(listing.ref.id, "https://example.org/a", '"1"')
    following.record_entry("https://example.org/feed", "g1", "mark", page.article_id)
    following.record_page(page)
    assert [feed.articles for feed in following.feeds()] == [1]
    assert following.pages() == [page]
    store.close()


def test_a_page_goes_with_its_article(folder: Path) -> None:
    """What is not in the library is not asked for again."""
    write(folder, len(SCRIPTS))
    store = SqliteStore(folder)
    following = store.feeds
    following.record_page(WebPage("a", "https://example.org/a"))
    store.remove("a")
    assert following.pages() == []
    store.close()


@pytest.mark.engines
def test_a_feed_that_moves_onto_a_followed_one_becomes_it(store: Store) -> None:
    """Two feeds that turn out to be one are one from then on, their entries joined."""
    following = store.feeds
    for url in ("https://a.org/", "https://b.org/"):
        following.follow(url, url)
    following.record_entry("https://a.org/", "both", "old", None)
    following.record_entry("https://b.org/", "both", "new", None)
    following.record_entry("https://a.org/", "one", "mark", None)
    following.move("https://a.org/", "https://b.org/")
    assert [feed.url for feed in following.feeds()] == ["https://b.org/"]
    marks = {key: entry.mark for key, entry in following.entries("https://b.org/").items()}
    assert marks == {"both": "new", "one": "mark"}


@pytest.mark.engines
def test_a_key_of_any_characters_is_known_again(store: Store) -> None:
    """Also one that PostgreSQL cannot hold as it is, or that no row of its indexes has room for."""
    url = "https://example.org/feed"
    store.feeds.follow(url, "The Weir")
    keys = ["a\0b", "é" * 5000, "'; DROP TABLE feeds; --", "%s\\", "🙂"]
    for _ in range(2):
        for key in keys:
            store.feeds.record_entry(url, key, "mark", None)
    assert len(store.feeds.entries(url)) == len(keys)
    with pytest.raises(ArticleNotFound):
        store.find("no\0name")
