"""Turns what a site sent into an article, or says why there is none.

Text is extracted by `qa_bot.loading`, as from a file.
"""

from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from qa_bot.documents import Article
from qa_bot.errors import SourceEmpty, SourceError, SourceNotText
from qa_bot.fetching.address_policy import redact
from qa_bot.fetching.client import Response
from qa_bot.fetching.feed_entries import FeedEntry, is_feed
from qa_bot.fetching.page_hints import SHORT_PAGE_CHARS, read_page_hints
from qa_bot.loading import LoadLimits, load_bytes

_HTML = "text/html; charset=utf-8"
_ENTRY_PAGE = "<!doctype html><html><head><title>{}</title></head><body><article>{}</article>"


def article_from_page(response: Response, source: str, limits: LoadLimits) -> Article:
    """Load the article of a page; `source` names it in the library.

    Raises SourceError as `load_bytes` does, and SourceEmpty with a cure for a page
    whose text is elsewhere.
    """
    if is_feed(response.body):
        raise SourceNotText(source, "is a feed, not an article", f"Run: qa-bot add feed:{source}")
    name = PurePosixPath(unquote(urlsplit(response.url).path)).name
    content_type = response.headers.get("content-type", "")
    article, failure = None, None
    try:
        article = load_bytes(response.body, source, limits, name=name, content_type=content_type)
    except SourceEmpty as error:
        failure = error
    if article is None or len(article.text) < SHORT_PAGE_CHARS:
        article = _article_from_hints(response, source, limits) or article
    if article is None:
        raise _empty(response, source) if failure is None or not response.body.strip() else failure
    return replace(article, link=response.url)


def article_from_entry(entry: FeedEntry, source: str, limits: LoadLimits) -> Article:
    """Load the article in a feed entry's own content; raises as `load_bytes` does."""
    page = _ENTRY_PAGE.format(escape(entry.title), entry.content).encode("utf-8", "replace")
    article = load_bytes(page, source, limits, content_type=_HTML)
    return replace(article, link=entry.link)


def with_entry_metadata(article: Article, entry: FeedEntry) -> Article:
    """Return the article with the entry's date, and with its author where it has none."""
    return replace(
        article,
        published=entry.published or article.published,
        author=article.author or entry.author,
    )


def _empty(response: Response, source: str) -> SourceEmpty:
    return SourceEmpty(
        source,
        f"the site sent no text for it ({response.status})",
        "Open the address in a browser, and check that the page is there.",
    )


def _article_from_hints(response: Response, source: str, limits: LoadLimits) -> Article | None:
    """Load the article in the JSON-LD of a scripted page of little text.

    Returns None for a page that is simply short. Raises SourceEmpty with a cure
    when its text is elsewhere.
    """
    try:
        hints = read_page_hints(response, limits)
    except SourceError:
        return None
    if hints.refresh_url:
        raise SourceEmpty(
            source,
            f"there is no article in it; it only sends a browser on to {redact(hints.refresh_url)}",
            "Add that address.",
        )
    if hints.is_scripted and hints.json_ld_page:
        page = hints.json_ld_page.encode("utf-8", "replace")
        return load_bytes(page, source, limits, content_type=_HTML)
    if hints.is_scripted:
        raise SourceEmpty(
            source,
            "there is no article in it until its scripts have run, and they are never run here",
            "Open it in a browser, save the page or print it as PDF, and add that file.",
        )
    return None
