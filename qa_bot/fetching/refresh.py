"""What is new on the web for one library: pages by address, feeds, and what changed since.

Knows what was fetched before and what to fetch now; what becomes of the
articles is the caller's business, who says when one is in the library.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.errors import SourceError
from qa_bot.fetching.feeds import Entry, Feed, is_feed, read_feed
from qa_bot.fetching.fetcher import Fetcher, Validators, Waiting
from qa_bot.fetching.page_hints import signs_of
from qa_bot.fetching.visits import Arrival, EntryVisit, PageVisit, gone_for
from qa_bot.loading import LoadLimits
from qa_bot.overrides import NOTHING, Given
from qa_bot.storage.feeds import FollowedFeed, Following, KnownEntry, WebPage

FEED = "feed:"


@dataclass(frozen=True, slots=True)
class FeedSeen:
    """A feed that was looked at: how many entries are new or changed, and how many not.

    `left_out` counts those beyond the limit, and `moved_from` is its address
    before, if it moved for good.
    """

    url: str
    title: str
    fresh: int = 0
    known: int = 0
    left_out: int = 0
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class FeedFailed:
    """A feed that could not be read, by the name that it was given."""

    source: str
    error: SourceError


Event = Arrival | FeedSeen | FeedFailed


class Web:
    """Pages and feeds for one library."""

    def __init__(
        self, following: Following, fetcher: Fetcher, limits: LoadLimits, max_entries: int = 50
    ) -> None:
        """`limits` are for reading what came; of a feed at most `max_entries` are looked at."""
        self._following = following
        self._fetcher = fetcher
        self._limits = limits
        self._max_entries = max_entries

    def arrivals(self, source: str, waiting: Waiting, given: Given = NOTHING) -> Iterator[Event]:
        """What comes from an address, or from a feed, which is followed from then on.

        `given` is what a person says of all that comes from it, now and later.
        """
        if source.lower().startswith(FEED):
            yield from self._first_look(source, waiting, given)
        else:
            yield self.page(source, waiting)

    def page(self, url: str, waiting: Waiting) -> Arrival:
        """What a web address leads to; nothing is followed."""
        return self._page(url, None, waiting)

    def refresh(self, waiting: Waiting) -> Iterator[Event]:
        """What is new in each feed, and which pages added by address have changed."""
        for feed in self._following.feeds():
            yield from self._look(feed, waiting)
        pages = self._following.pages()
        for i, page in enumerate(pages):
            yield self._page(page.url, page, waiting, i, len(pages))

    def _page(
        self,
        url: str,
        before: WebPage | None,
        waiting: Waiting,
        done: int = 0,
        total: int = 1,
    ) -> Arrival:
        visit = PageVisit(self._fetcher, self._following, self._limits, url, before, waiting)
        known = before.article_id if before else None
        return Arrival(url, visit.load, visit.taken, known, NOTHING, done, total)

    def feed_address(self, source: str) -> str:
        """The address that a feed given as "feed:…" is followed at; raises LinkRefused."""
        rest = source[len(FEED) :]
        if rest.lower().startswith(("http://", "https://")):
            return self._fetcher.address(rest)
        return self._fetcher.address("https://" + rest.lstrip("/"))

    def _first_look(self, source: str, waiting: Waiting, given: Given) -> Iterator[Event]:
        try:
            response = self._fetcher.fetch(self.feed_address(source), waiting=waiting)
            if not is_feed(response.body) and (named := signs_of(response, self._limits).feed):
                response = self._fetcher.fetch(named, waiting=waiting)
            feed = read_feed(response, self._limits)
        except SourceError as error:
            yield FeedFailed(source, error)
            return
        address = response.moved or response.asked
        self._following.follow(address, feed.title, given)
        yield from self._entries(address, feed, Validators.of(response), waiting)

    def _look(self, followed: FollowedFeed, waiting: Waiting) -> Iterator[Event]:
        url = followed.url
        try:
            marks = Validators(followed.etag, followed.last_modified)
            response = self._fetcher.fetch(url, marks, waiting)
            feed = None if response.status == 304 else read_feed(response, self._limits)
        except SourceError as error:
            self._following.failed(url, error.problem)
            cure = f"Run `qa-bot remove {FEED}{url}` to stop following it."
            yield FeedFailed(FEED + url, gone_for(error, cure))
            return
        if feed is None:
            self._following.checked(url, marks.etag, marks.last_modified)
            yield FeedSeen(url, followed.title, known=len(self._following.entries(url)))
            return
        address = response.moved or url
        if address != url:
            self._following.move(url, address)
        self._following.follow(address, feed.title)
        came_from = url if address != url else ""
        yield from self._entries(address, feed, Validators.of(response), waiting, came_from)

    def _entries(
        self, url: str, feed: Feed, marks: Validators, waiting: Waiting, came_from: str = ""
    ) -> Iterator[Event]:
        known = self._following.entries(url)
        given = self._following.given(url)
        looked_at = feed.newest(self._max_entries)
        fresh = [entry for entry in looked_at if _is_fresh(entry, known.get(entry.key))]
        left_out = len(feed.entries) - len(looked_at)
        yield FeedSeen(
            url, feed.title, len(fresh), len(looked_at) - len(fresh), left_out, came_from
        )
        whole = True
        for i, entry in enumerate(fresh):
            visit = EntryVisit(
                self._fetcher,
                self._following,
                self._limits,
                url,
                entry,
                known.get(entry.key),
                waiting,
            )
            yield Arrival(visit.source, visit.load, visit.taken, None, given, i, len(fresh))
            whole &= visit.settled
        # Without its marks the feed comes whole the next time, with what failed this time.
        kept = marks if whole else Validators()
        self._following.checked(url, kept.etag, kept.last_modified)


def _is_fresh(entry: Entry, before: KnownEntry | None) -> bool:
    """Whether an entry is to be fetched; what a person removed is not, though it changes."""
    return before is None or (before.mark != entry.mark and not before.removed)
