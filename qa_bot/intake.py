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
from qa_bot.i18n import terminal_wording
from qa_bot.identity import in_collection
from qa_bot.overrides import NOTHING, Given

if TYPE_CHECKING:
    from qa_bot.fetching.fetcher import Waiting
    from qa_bot.fetching.refresh import Event, FeedSeen
    from qa_bot.fetching.visits import Arrival
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


def waiting(progress: Progress) -> "Waiting":
    """Tells `progress` whenever a site has to be waited for."""
    return lambda host, seconds: progress(terminal_wording.waiting_for(host, seconds), 0, 1)


def take_in(
    events: "Iterable[Event]",
    store: "Store",
    adder: Callable[[], "Adder"],
    progress: Progress,
    given: Given = NOTHING,
) -> Iterator[Added]:
    """Add what arrives from the web, yielding what became of each.

    `given` is what a person says of every one of them.
    """
    from qa_bot.fetching.refresh import FEED, FeedFailed, FeedSeen
    from qa_bot.fetching.visits import Arrival

    for event in events:
        match event:
            case FeedFailed():
                yield Added(event.source, error=event.error)
            case FeedSeen():
                yield Added(FEED + event.url, note=_feed_note(event))
            case Arrival():
                before = None if event.known is None else _stored(store, event.known)
                # What someone removed while we were busy does not come back.
                if event.known is None or before is not None:
                    progress(event.source, event.done, event.total)
                    yield _taken(event, before, adder, progress, given)


def _taken(
    arrival: "Arrival",
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
    article, given = loaded.article, arrival.given.joined(given)
    if before is not None and before.collection:
        article = in_collection(article, before.collection)
    outcome = adder().add(article, partial(progress, article.title), given)
    arrival.taken(article)
    note = terminal_wording.places_unread(article.unread)
    if loaded.instead_of:
        note = terminal_wording.feeds_own_text(loaded.instead_of.problem)
    return Added(arrival.source, given.over(article).ref, outcome, note=note)


def _stored(store: "Store", article_id: str) -> ArticleRef | None:
    try:
        return store.ref(article_id)
    except ArticleNotFound:
        return None


def _feed_note(seen: "FeedSeen") -> str:
    return terminal_wording.feed_seen(
        seen.title, seen.fresh, seen.known, seen.left_out, seen.moved_from
    )
