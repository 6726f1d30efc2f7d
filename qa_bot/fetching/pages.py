"""What a site sent to an article, or why it holds none.

Knows which files a page may be and what an empty page looks like; the text is
found by the loaders of files. Nothing in a page is ever run.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml import html

from qa_bot.documents import Article
from qa_bot.errors import SourceEmpty, SourceNotText
from qa_bot.fetching.client import Response
from qa_bot.fetching.feeds import Entry, is_feed

# Told bytes, their source, a file name and a Content-Type, both empty where unknown.
LoadBytes = Callable[[bytes, str, str, str], Article]

_SHORT = 400
_LONGEST_SHOWN = 500
_SENT_ON = re.compile(r"url\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template")
_WRAPPED = "<!doctype html><html><head><title>{}</title></head><body><article>{}</article>"


def article_of(response: Response, source: str, load: LoadBytes) -> Article:
    """The article that a page is; `source` names it in the library.

    Raises SourceError's kinds as the loaders do, and SourceEmpty with what to
    do for a page whose text is elsewhere.
    """
    if is_feed(response.body):
        raise SourceNotText(source, "is a feed, not an article", f"Run: qa-bot add feed:{source}")
    name = PurePosixPath(unquote(urlsplit(response.url).path)).name
    try:
        article = load(response.body, source, name, response.headers.get("content-type", ""))
    except SourceEmpty as error:
        raise _without_text(response, source) or error from error
    if len(article.text) < _SHORT and (empty := _without_text(response, source)):
        raise empty
    return replace(article, link=response.url)


def article_in(entry: Entry, source: str, load: LoadBytes) -> Article:
    """The article that a feed's entry itself brings; raises as the loaders do."""
    page = _WRAPPED.format(escape(entry.title), entry.content)
    data = page.encode("utf-8", "replace")
    return replace(load(data, source, "", "text/html; charset=utf-8"), link=entry.link)


def with_entry(article: Article, entry: Entry) -> Article:
    """The article with what the feed says of it: its date always, the rest where it is missing."""
    return replace(
        article,
        published=entry.published or article.published,
        author=article.author or entry.author,
    )


def _without_text(response: Response, source: str) -> SourceEmpty | None:
    """Why a page of few words holds no article, if that can be seen."""
    try:
        page = html.document_fromstring(response.body)
    except (ValueError, html.etree.LxmlError):
        return None
    if target := _sent_on(page):
        return SourceEmpty(
            source,
            f"there is no article in it; it only sends a browser on to {target}",
            "Add that address.",
        )
    if _waits_for_scripts(page):
        return SourceEmpty(
            source,
            "there is no article in it until its scripts have run, and they are never run here",
            "Open it in a browser, save the page or print it as PDF, and add that file.",
        )
    return None


def _sent_on(page: html.HtmlElement) -> str | None:
    """Where a page sends a browser on to by itself."""
    for meta in page.iter("meta"):
        if meta.get("http-equiv", "").lower() == "refresh":
            found = _SENT_ON.search(meta.get("content", "")[:_LONGEST_SHOWN])
            return found[1] if found else None
    return None


def _waits_for_scripts(page: html.HtmlElement) -> bool:
    scripted = page.find(".//script") is not None
    html.etree.strip_elements(page, *_UNSEEN, with_tail=False)
    body = page.find("body")
    words = "" if body is None else " ".join(body.text_content().split())
    return scripted and (len(words) < _SHORT or "javascript" in words.lower())
