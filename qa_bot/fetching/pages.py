"""What a site sent to an article, or why it holds none.

Knows what an empty page looks like; the text is found by the loaders of files.
"""

from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from qa_bot.documents import Article
from qa_bot.errors import SourceEmpty, SourceError, SourceNotText
from qa_bot.fetching.client import Response
from qa_bot.fetching.feeds import Entry, is_feed
from qa_bot.fetching.page_hints import signs_of
from qa_bot.loading import LoadLimits, load_bytes

_SHORT = 400
_HTML = "text/html; charset=utf-8"
_WRAPPED = "<!doctype html><html><head><title>{}</title></head><body><article>{}</article>"


def article_of(response: Response, source: str, limits: LoadLimits) -> Article:
    """The article that a page is; `source` names it in the library.

    Raises SourceError's kinds as the loaders do, and SourceEmpty with what to
    do for a page whose text is elsewhere.
    """
    if is_feed(response.body):
        raise SourceNotText(source, "is a feed, not an article", f"Run: qa-bot add feed:{source}")
    name = PurePosixPath(unquote(urlsplit(response.url).path)).name
    kind = response.headers.get("content-type", "")
    article, failure = None, None
    try:
        article = load_bytes(response.body, source, limits, name=name, content_type=kind)
    except SourceEmpty as error:
        failure = error
    if article is None or len(article.text) < _SHORT:
        article = _told_otherwise(response, source, limits) or article
    if article is None:
        raise failure or SourceEmpty(source, "there is no text in it", "Check the address.")
    return replace(article, link=response.url)


def article_in(entry: Entry, source: str, limits: LoadLimits) -> Article:
    """The article that a feed's entry itself brings; raises as the loaders do."""
    page = _WRAPPED.format(escape(entry.title), entry.content).encode("utf-8", "replace")
    article = load_bytes(page, source, limits, content_type=_HTML)
    return replace(article, link=entry.link)


def with_entry(article: Article, entry: Entry) -> Article:
    """The article with what the feed says of it: its date always, the rest where it is missing."""
    return replace(
        article,
        published=entry.published or article.published,
        author=article.author or entry.author,
    )


def _told_otherwise(response: Response, source: str, limits: LoadLimits) -> Article | None:
    """The article that a page of few words tells in its data.

    None for a page that simply has few words. Raises SourceEmpty with what to
    do when the words are elsewhere.
    """
    try:
        signs = signs_of(response, limits)
    except SourceError:
        return None
    if signs.sent_on:
        raise SourceEmpty(
            source,
            f"there is no article in it; it only sends a browser on to {signs.sent_on}",
            "Add that address.",
        )
    if signs.scripted and signs.story:
        return load_bytes(
            signs.story.encode("utf-8", "replace"), source, limits, content_type=_HTML
        )
    if signs.scripted:
        raise SourceEmpty(
            source,
            "there is no article in it until its scripts have run, and they are never run here",
            "Open it in a browser, save the page or print it as PDF, and add that file.",
        )
    return None
