"""The fetch of one article: a page, or a feed entry with its page or own content.

Knows how one is fetched and recorded; `crawler` knows which are due.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from qa_bot.documents import Article
from qa_bot.errors import FetchFailed, LinkRefused, SourceError
from qa_bot.fetching.address_policy import redact
from qa_bot.fetching.client import Response
from qa_bot.fetching.feed_entries import FeedEntry
from qa_bot.fetching.fetcher import Fetcher, Validators, WaitCallback
from qa_bot.fetching.pages import article_from_entry, article_from_page, with_entry_metadata
from qa_bot.loading import LoadLimits
from qa_bot.loading.pending import LoadedArticle
from qa_bot.storage.feeds import FeedStore, KnownEntry, WebPage

# Equals no entry's mark, so that an entry recorded with it is fetched again.
_RETRY_MARK = ""


@dataclass(frozen=True, slots=True)
class FetchContext:
    """What every fetch needs: the web, the record of followed feeds, and the limits of loading."""

    fetcher: Fetcher
    feeds: FeedStore
    limits: LoadLimits
    on_wait: WaitCallback


def with_cure_if_gone(error: SourceError, cure: str) -> SourceError:
    """Return the error, with another cure if it says that the page no longer exists."""
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


class PageFetch:
    """Fetches one page, for the first time or again."""

    def __init__(self, context: FetchContext, url: str, known: WebPage | None) -> None:
        """`known` is the page as it was recorded, None for the first time."""
        self._context = context
        self._url = url
        self._known = known
        self._source = ""
        self._validators = Validators()

    def load(self) -> LoadedArticle | None:
        """Return the page as an article, None if it is unchanged; raises SourceError."""
        context, known = self._context, self._known
        validators = Validators(known.etag, known.last_modified) if known else None
        try:
            response = context.fetcher.fetch(self._url, validators, context.on_wait)
            if known:
                _refuse_front_page(self._url, response)
        except FetchFailed as error:
            cure = f"Its article stays; `qa-bot remove {self._url}` removes it."
            raise (with_cure_if_gone(error, cure) if known else error) from None
        if known and response.status == 304:
            context.feeds.record_page(known)
            return None
        # A page that moves later on stays the article that it is.
        moved_to = response.permanent_url or response.requested_url
        self._source = known.url if known else moved_to
        self._validators = Validators.of(response)
        return LoadedArticle(article_from_page(response, self._source, context.limits))

    def record(self, article: Article) -> None:
        """Record that the page is in the library, unless as another source's article."""
        if article.source == self._source:
            validators = self._validators
            page = WebPage(article.id, article.source, validators.etag, validators.last_modified)
            self._context.feeds.record_page(page)


class EntryFetch:
    """Fetches one entry of a feed: its page, or else its own content.

    `is_settled` means that it need not be fetched again while its mark is the same:
    its article is in the library, or its page has failed permanently.
    """

    def __init__(
        self, context: FetchContext, feed_url: str, entry: FeedEntry, known: KnownEntry | None
    ) -> None:
        """`known` is the entry as it was recorded, None for a new one."""
        self.source = _source(context.fetcher, feed_url, entry)
        self.is_settled = False
        self._context = context
        self._feed_url = feed_url
        self._entry = entry
        self._known = known
        self._mark = entry.mark
        self._is_own_content = known is not None and known.own_text

    def load(self) -> LoadedArticle:
        """Return the entry's page as an article, else its own content; raises SourceError."""
        if not self._entry.link:
            return LoadedArticle(self._from_feed())
        try:
            return LoadedArticle(self._from_page())
        except SourceError as error:
            if isinstance(error, FetchFailed) and error.passing:
                self._mark = _RETRY_MARK
            return LoadedArticle(self._instead_of_page(error), error)

    def record(self, article: Article) -> None:
        """Record that the article is in the library."""
        self._record(article.id)

    def _from_page(self) -> Article:
        context = self._context
        response = context.fetcher.fetch(self.source, on_wait=context.on_wait)
        article = article_from_page(response, self.source, context.limits)
        self._is_own_content = False
        return with_entry_metadata(article, self._entry)

    def _from_feed(self) -> Article:
        article = article_from_entry(self._entry, self.source, self._context.limits)
        self._is_own_content = True
        return with_entry_metadata(article, self._entry)

    def _instead_of_page(self, error: SourceError) -> Article:
        """Return the entry's own content, unless its page, which says more, was read before."""
        known = self._known
        had_page = known is not None and known.article_id is not None and not known.own_text
        try:
            if had_page or not self._entry.content:
                raise error
            return self._from_feed()
        except SourceError:
            self._record(known.article_id if known else None)
            raise error from None

    def _record(self, article_id: str | None) -> None:
        if self._mark != _RETRY_MARK or article_id is not None:
            self._context.feeds.record_entry(
                self._feed_url, self._entry.key, self._mark, article_id, self._is_own_content
            )
        self.is_settled = self._mark != _RETRY_MARK


def _source(fetcher: Fetcher, feed_url: str, entry: FeedEntry) -> str:
    """Return the source of an entry's article: its page's URL, as if that had been added."""
    if not entry.link:
        return redact(f"{feed_url}#{entry.key}")
    try:
        return fetcher.canonical_url(entry.link)
    except LinkRefused:
        return redact(entry.link)
