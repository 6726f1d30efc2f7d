"""Finds what is new on the web for one library: pages by URL, followed feeds and their entries.

Follows no links but those of feeds. Adding the articles is left to the caller, who
reports each that is in the library by `PendingArticle.on_added`.
"""

from collections.abc import Iterator

from qa_bot.documents import FeedResult
from qa_bot.errors import SourceError
from qa_bot.fetching.feed_entries import Feed, FeedEntry, is_feed, is_web_url, read_feed
from qa_bot.fetching.fetched_articles import (
    EntryFetch,
    FetchContext,
    PageFetch,
    with_cure_if_gone,
)
from qa_bot.fetching.fetcher import Fetcher, Validators, WaitCallback
from qa_bot.fetching.page_hints import read_page_hints
from qa_bot.loading import LoadLimits
from qa_bot.loading.pending import FailedFeed, Pending, PendingArticle
from qa_bot.overrides import NO_OVERRIDES, MetadataOverrides
from qa_bot.storage.feeds import FeedStore, FollowedFeed, KnownEntry, WebPage

FEED_PREFIX = "feed:"


class Crawler:
    """Fetches pages and feeds for one library."""

    def __init__(
        self, feeds: FeedStore, fetcher: Fetcher, limits: LoadLimits, max_entries: int
    ) -> None:
        """`limits` are for loading what was fetched; `max_entries` is per feed, the newest."""
        self._feeds = feeds
        self._fetcher = fetcher
        self._limits = limits
        self._max_entries = max_entries

    def crawl(
        self, source: str, on_wait: WaitCallback, overrides: MetadataOverrides = NO_OVERRIDES
    ) -> Iterator[Pending]:
        """Yield the page at a URL, or the entries of a feed, which is followed from then on.

        `overrides` are for all that comes from the feed, now and later.
        """
        if source.lower().startswith(FEED_PREFIX):
            yield from self._follow(source, on_wait, overrides)
        else:
            yield self.page(source, on_wait)

    def page(self, url: str, on_wait: WaitCallback) -> PendingArticle:
        """Return the page at a URL; nothing is followed."""
        return self._page(url, None, on_wait)

    def refresh(self, on_wait: WaitCallback) -> Iterator[Pending]:
        """Yield what is new in each followed feed, and each page that was added by its URL."""
        for feed in self._feeds.feeds():
            yield from self._refresh_feed(feed, on_wait)
        pages = self._feeds.pages()
        for i, page in enumerate(pages):
            yield self._page(page.url, page, on_wait, i, len(pages))

    def feed_url(self, source: str) -> str:
        """Return the URL at which "feed:…" is followed; raises LinkRefused."""
        rest = source[len(FEED_PREFIX) :]
        if is_web_url(rest):
            return self._fetcher.canonical_url(rest)
        return self._fetcher.canonical_url("https://" + rest.lstrip("/"))

    def _context(self, on_wait: WaitCallback) -> FetchContext:
        return FetchContext(self._fetcher, self._feeds, self._limits, on_wait)

    def _page(
        self,
        url: str,
        known: WebPage | None,
        on_wait: WaitCallback,
        done: int = 0,
        total: int = 1,
    ) -> PendingArticle:
        fetch = PageFetch(self._context(on_wait), url, known)
        article_id = known.article_id if known else None
        return PendingArticle(url, fetch.load, fetch.record, article_id, NO_OVERRIDES, done, total)

    def _follow(
        self, source: str, on_wait: WaitCallback, overrides: MetadataOverrides
    ) -> Iterator[Pending]:
        try:
            response = self._fetcher.fetch(self.feed_url(source), on_wait=on_wait)
            if not is_feed(response.body) and (
                named := read_page_hints(response, self._limits).feed_url
            ):
                response = self._fetcher.fetch(named, on_wait=on_wait)
            feed = read_feed(response, self._limits)
        except SourceError as error:
            yield FailedFeed(source, error)
            return
        url = response.permanent_url or response.requested_url
        self._feeds.follow(url, feed.title, overrides)
        yield from self._entries(url, feed, Validators.of(response), on_wait)

    def _refresh_feed(self, followed: FollowedFeed, on_wait: WaitCallback) -> Iterator[Pending]:
        url = followed.url
        try:
            validators = Validators(followed.etag, followed.last_modified)
            response = self._fetcher.fetch(url, validators, on_wait)
            feed = None if response.status == 304 else read_feed(response, self._limits)
        except SourceError as error:
            self._feeds.record_failure(url, error.problem)
            cure = f"Run `qa-bot remove {FEED_PREFIX}{url}` to stop following it."
            yield FailedFeed(FEED_PREFIX + url, with_cure_if_gone(error, cure))
            return
        if feed is None:
            self._feeds.record_check(url, validators.etag, validators.last_modified)
            known = len(self._feeds.entries(url))
            yield FeedResult(url, followed.title, unchanged=known)
            return
        new_url = response.permanent_url or url
        if new_url != url:
            self._feeds.move(url, new_url)
        self._feeds.follow(new_url, feed.title)
        former_url = url if new_url != url else ""
        yield from self._entries(new_url, feed, Validators.of(response), on_wait, former_url)

    def _entries(
        self,
        url: str,
        feed: Feed,
        validators: Validators,
        on_wait: WaitCallback,
        former_url: str = "",
    ) -> Iterator[Pending]:
        """Yield the feed and its new and changed entries; record it once all are taken."""
        known = self._feeds.entries(url)
        overrides = self._feeds.overrides(url)
        newest = feed.newest(self._max_entries)
        due = [entry for entry in newest if _is_due(entry, known.get(entry.key))]
        skipped = len(feed.entries) - len(newest)
        yield FeedResult(url, feed.title, len(due), len(newest) - len(due), skipped, former_url)
        context, is_complete = self._context(on_wait), True
        for i, entry in enumerate(due):
            fetch = EntryFetch(context, url, entry, known.get(entry.key))
            yield PendingArticle(
                fetch.source, fetch.load, fetch.record, None, overrides, i, len(due)
            )
            is_complete &= fetch.is_settled
        # Without validators the feed comes whole the next time, with what failed this time.
        stored = validators if is_complete else Validators()
        self._feeds.record_check(url, stored.etag, stored.last_modified)


def _is_due(entry: FeedEntry, known: KnownEntry | None) -> bool:
    """Return whether to fetch an entry: a new one, or a changed one that nobody removed."""
    return known is None or (known.mark != entry.mark and not known.removed)
