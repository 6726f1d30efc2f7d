"""What becomes of each source on its way into the library.

Knows what arrives and what takes articles in; not how either is made.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from qa_bot.documents import ArticleRef
from qa_bot.errors import ArticleNotFound, SourceError
from qa_bot.i18n import wording
from qa_bot.identity import in_collection
from qa_bot.overrides import NOTHING, Given

if TYPE_CHECKING:
    from qa_bot.fetching.crawler import CrawlEvent, FeedChecked
    from qa_bot.fetching.fetcher import WaitCallback
    from qa_bot.fetching.pending_articles import PendingArticle
    from qa_bot.indexing.ingest import Adder, Outcome
    from qa_bot.storage.store import Store

# Told what is worked on, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]
_ON_THE_WEB = re.compile(r"feed:|[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def silent(title: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source: the article and how it went in, or the error.

    `note` is what else a person should know; it comes alone for a feed.
    """

    source: str
    article: ArticleRef | None = None
    outcome: "Outcome | None" = None
    error: SourceError | None = None
    note: str = ""


def is_on_the_web(source: str) -> bool:
    """Whether a source is an address or a feed, and no file."""
    return _ON_THE_WEB.match(source) is not None


def waiting(progress: Progress) -> "WaitCallback":
    """Tells `progress` whenever a site has to be waited for."""
    return lambda host, seconds: progress(wording.waiting_for(host, seconds), 0, 1)


def take_in(
    events: "Iterable[CrawlEvent]",
    store: "Store",
    adder: Callable[[], "Adder"],
    progress: Progress,
    given: Given = NOTHING,
) -> Iterator[Added]:
    """Add what arrives from the web, yielding what became of each.

    `given` is what a person says of every one of them.
    """
    from qa_bot.fetching.crawler import FEED_PREFIX, FeedChecked, FeedFailed
    from qa_bot.fetching.pending_articles import PendingArticle

    for event in events:
        match event:
            case FeedFailed():
                yield Added(event.source, error=event.error)
            case FeedChecked():
                yield Added(FEED_PREFIX + event.url, note=_feed_note(event))
            case PendingArticle():
                before = (
                    None
                    if event.known_article_id is None
                    else _stored(store, event.known_article_id)
                )
                # What someone removed while we were busy does not come back.
                if event.known_article_id is None or before is not None:
                    progress(event.source, event.done, event.total)
                    yield _taken(event, before, adder, progress, given)


def _taken(
    arrival: "PendingArticle",
    before: ArticleRef | None,
    adder: Callable[[], "Adder"],
    progress: Progress,
    given: Given,
) -> Added:
    from qa_bot.indexing.ingest import Outcome

    try:
        loaded = arrival.load()
    except SourceError as error:
        return Added(arrival.source, error=error)
    if loaded is None:
        return Added(arrival.source, before, Outcome.UNCHANGED)
    article, given = loaded.article, arrival.overrides.joined(given)
    if before is not None and before.collection:
        article = in_collection(article, before.collection)
    outcome = adder().add(article, partial(progress, article.title), given)
    arrival.on_added(article)
    note = wording.places_unread(article.unread)
    if loaded.page_error:
        note = wording.feeds_own_text(loaded.page_error.problem)
    return Added(arrival.source, given.over(article).ref, outcome, note=note)


def _stored(store: "Store", article_id: str) -> ArticleRef | None:
    try:
        return store.ref(article_id)
    except ArticleNotFound:
        return None


def _feed_note(seen: "FeedChecked") -> str:
    return wording.feed_seen(
        seen.title, seen.changed, seen.unchanged, seen.skipped, seen.former_url
    )
