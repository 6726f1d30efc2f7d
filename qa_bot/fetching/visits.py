"""What may become an article: a page, or an entry of a feed with its page or its own text.

Knows how one of them is fetched and noted; not which of them are due.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from qa_bot.documents import Article
from qa_bot.errors import FetchFailed, LinkRefused, SourceError
from qa_bot.fetching.addresses import shown
from qa_bot.fetching.client import Response
from qa_bot.fetching.feeds import Entry
from qa_bot.fetching.fetcher import Fetcher, Validators, Waiting
from qa_bot.fetching.pages import article_in, article_of, with_entry
from qa_bot.loading import LoadLimits
from qa_bot.overrides import NOTHING, Given
from qa_bot.storage.feeds import Following, KnownEntry, WebPage

# No entry has this mark, so that one noted with it is tried again.
_AGAIN = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article, and why it is the feed's own text where its page could not be had."""

    article: Article
    instead_of: SourceError | None = None


def _nothing(article: Article) -> None:
    """Nothing to note."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that may become an article.

    `load` fetches it: None where it is as before; raises SourceError. `taken`
    is to be called once the article is in the library. `known` is the id of
    the article that was there before, `given` what a person said of all that
    comes from there, and `done` of `total` come before it.
    """

    source: str
    load: Callable[[], Loaded | None]
    taken: Callable[[Article], None] = _nothing
    known: str | None = None
    given: Given = NOTHING
    done: int = 0
    total: int = 1


def gone_for(error: SourceError, cure: str) -> SourceError:
    """The same error with another cure, if it says that there is no such page any more."""
    if isinstance(error, FetchFailed) and error.gone:
        return FetchFailed(error.source, error.problem, cure, gone=True)
    return error


def _refuse_front_page(url: str, response: Response) -> None:
    """Raise FetchFailed where a page has been replaced by its site's front page."""
    if _is_front_page(response.url) and not _is_front_page(url):
        problem = f"it now leads to the front page {response.url}"
        raise FetchFailed(url, problem, "Check the address.", gone=True)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


class PageVisit:
    """One page on its way into the library, for the first time or again."""

    def __init__(
        self,
        fetcher: Fetcher,
        following: Following,
        limits: LoadLimits,
        url: str,
        before: WebPage | None,
        waiting: Waiting,
    ) -> None:
        self._fetcher = fetcher
        self._following = following
        self._limits = limits
        self._url = url
        self._before = before
        self._waiting = waiting
        self._source = ""
        self._marks = Validators()

    def load(self) -> Loaded | None:
        """The page as an article, None where it is as before; raises SourceError."""
        before = self._before
        known = Validators(before.etag, before.last_modified) if before else None
        try:
            response = self._fetcher.fetch(self._url, known, self._waiting)
            if before:
                _refuse_front_page(self._url, response)
        except FetchFailed as error:
            cure = f"Its article stays; `qa-bot remove {self._url}` removes it."
            raise (gone_for(error, cure) if before else error) from None
        if before and response.status == 304:
            self._following.keep_page(before)
            return None
        # A page that moves later on stays the article that it is.
        self._source = before.url if before else response.moved or response.asked
        self._marks = Validators.of(response)
        return Loaded(article_of(response, self._source, self._limits))

    def taken(self, article: Article) -> None:
        """Note that the page is in the library, unless another article stands for it."""
        if article.source == self._source:
            marks = self._marks
            page = WebPage(article.id, article.source, marks.etag, marks.last_modified)
            self._following.keep_page(page)


class EntryVisit:
    """One entry of a feed on its way into the library.

    `settled` is whether it needs no further look while the feed says the same
    of it: its article is in, or its page says for good that there is none.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        following: Following,
        limits: LoadLimits,
        feed: str,
        entry: Entry,
        before: KnownEntry | None,
        waiting: Waiting,
    ) -> None:
        self.source = _source(fetcher, feed, entry)
        self.settled = False
        self._fetcher = fetcher
        self._following = following
        self._limits = limits
        self._feed = feed
        self._entry = entry
        self._before = before
        self._waiting = waiting
        self._mark = entry.mark
        self._own_text = before is not None and before.own_text

    def load(self) -> Loaded:
        """The entry's page as an article, else its own text; raises SourceError."""
        if not self._entry.link:
            return Loaded(self._of_feed())
        try:
            return Loaded(self._of_page())
        except SourceError as error:
            if isinstance(error, FetchFailed) and error.passing:
                self._mark = _AGAIN
            return Loaded(self._in_place_of(error), error)

    def taken(self, article: Article) -> None:
        """Note that the article is in the library."""
        self._note(article.id)

    def _of_page(self) -> Article:
        response = self._fetcher.fetch(self.source, waiting=self._waiting)
        article = article_of(response, self.source, self._limits)
        self._own_text = False
        return with_entry(article, self._entry)

    def _of_feed(self) -> Article:
        article = article_in(self._entry, self.source, self._limits)
        self._own_text = True
        return with_entry(article, self._entry)

    def _in_place_of(self, error: SourceError) -> Article:
        """The entry's own text, unless a page was read before, which says more."""
        before = self._before
        had_page = before is not None and before.article_id is not None and not before.own_text
        try:
            if had_page or not self._entry.content:
                raise error
            return self._of_feed()
        except SourceError:
            self._note(before.article_id if before else None)
            raise error from None

    def _note(self, article_id: str | None) -> None:
        if self._mark != _AGAIN or article_id is not None:
            self._following.took(
                self._feed, self._entry.key, self._mark, article_id, self._own_text
            )
        self.settled = self._mark != _AGAIN


def _source(fetcher: Fetcher, feed: str, entry: Entry) -> str:
    """What an entry's article goes by: its page's address, as if that had been added."""
    if not entry.link:
        return shown(f"{feed}#{entry.key}")
    try:
        return fetcher.address(entry.link)
    except LinkRefused:
        return shown(entry.link)
