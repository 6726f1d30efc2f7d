"""What a page without an article says: a redirect, a feed, a need of scripts, JSON-LD.

`read` runs in a sandboxed worker, since a page may be hostile. No script is ever run.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urldefrag, urljoin

import msgspec
from lxml import html

from qa_bot.fetching.client import Response
from qa_bot.loading.limits import LoadLimits
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.results import SandboxResult
from qa_bot.loading.sandbox.worker_process import read_sandboxed_result

# Seconds and the URL, which may follow "url=" and be quoted (HTML Standard, section 4.2.5.3).
_REFRESH = re.compile(r"\s*+[\d.]++\s*+[;,]?\s*+(?:url\s*+=\s*+)?(.*)", re.IGNORECASE | re.DOTALL)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_INVISIBLE = ("script", "style", "noscript", "template")
# Characters; a scripted page with less visible text shows its article by scripts.
SHORT_PAGE_CHARS = 400
# Characters of a refresh tag's content that are searched, which bounds the regex.
_MAX_REFRESH_CHARS = 500
# Levels of nested JSON; articles stand at the top, or in the @graph of a site.
_MAX_JSON_LD_DEPTH = 5
_JSON_LD_PAGE = (
    "<!doctype html><html><head><title>{title}</title><meta name='author' content='{author}'>"
    "<meta property='article:published_time' content='{date}'></head>"
    "<body><article><h1>{title}</h1>{text}</article></body></html>"
)


class PageHints(SandboxResult, frozen=True):
    """What a page says about where its article is; empty where it says nothing.

    `refresh_url` is the target of a meta refresh, `feed_url` of its alternate link.
    `is_scripted` means that its text appears only once its scripts have run, and
    `json_ld_page` is an HTML page made of the article in its JSON-LD.
    """

    refresh_url: str = ""
    feed_url: str = ""
    is_scripted: bool = False
    json_ld_page: str = ""


def read_page_hints(response: Response, limits: LoadLimits) -> PageHints:
    """Read the hints of a page in the sandbox; raises SourceError as `load_bytes` does."""
    incoming = RawSource(response.body, response.url, limits)
    hints = read_sandboxed_result(__name__, incoming, PageHints)
    # Browsers heed a header as they do the tag of that name.
    target = hints.refresh_url or _refresh_target(response.headers.get("refresh", ""))
    target = _resolve(response.url, target) if target else ""
    # A page may only show itself anew.
    is_elsewhere = urldefrag(target).url != urldefrag(response.url).url
    return msgspec.structs.replace(hints, refresh_url=target if is_elsewhere else "")


def read(incoming: RawSource) -> PageHints:
    """Return the hints of a page, empty for one that cannot be parsed."""
    try:
        page = html.document_fromstring(incoming.data, base_url=incoming.source)
        # Before the links, since lxml understands fewer forms of a refresh than browsers.
        refresh_url = _refresh_url(page, incoming.source)
        page.make_links_absolute(handle_failures="ignore")
    except (ValueError, html.etree.LxmlError):
        return PageHints()
    json_ld_page = _json_ld_page(page)
    return PageHints(refresh_url, _feed_url(page), _is_scripted(page), json_ld_page)


def _refresh_url(page: html.HtmlElement, url: str) -> str:
    contents = (
        meta.get("content", "")
        for meta in page.iter("meta")
        if meta.get("http-equiv", "").lower() == "refresh"
    )
    target = next(filter(None, map(_refresh_target, contents)), "")
    stated = next((base.get("href") for base in page.iter("base") if base.get("href")), "")
    return _resolve(_resolve(url, stated), target) if target else ""


def _refresh_target(content: str) -> str:
    """Return the URL of a refresh, empty where it names none."""
    found = _REFRESH.fullmatch(content[:_MAX_REFRESH_CHARS].strip())
    target = found[1] if found else ""
    quote = target[:1]
    return target[1:].partition(quote)[0] if quote and quote in "\"'" else target


def _resolve(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return target


def _feed_url(page: html.HtmlElement) -> str:
    for link in page.iter("link"):
        media_type = link.get("type", "").partition(";")[0].strip().lower()
        is_feed = "alternate" in link.get("rel", "").lower() and media_type in _FEED_TYPES
        if is_feed and link.get("href"):
            return str(link.get("href"))
    return ""


def _is_scripted(page: html.HtmlElement) -> bool:
    """Return whether a page of little text has scripts; strips invisible elements from it."""
    has_script = page.find(".//script") is not None
    html.etree.strip_elements(page, *_INVISIBLE, with_tail=False)
    body = page.find("body")
    text = "" if body is None else " ".join(body.text_content().split())
    return has_script and (len(text) < SHORT_PAGE_CHARS or "javascript" in text.lower())


def _json_ld_page(page: html.HtmlElement) -> str:
    """Return a plain page of the longest schema.org article in the JSON-LD, empty if none."""
    articles = [article for script in page.iter("script") for article in _json_ld(script)]
    if not articles:
        return ""
    longest = max(articles, key=lambda article: len(article["articleBody"]))
    lines = filter(None, map(str.strip, longest["articleBody"].splitlines()))
    return _JSON_LD_PAGE.format(
        title=escape(_name(longest.get("headline"))),
        author=escape(_name(longest.get("author"))),
        date=escape(_name(longest.get("datePublished"))),
        text="".join(f"<p>{escape(line)}</p>" for line in lines),
    )


def _json_ld(script: html.HtmlElement) -> Iterator[dict[str, Any]]:
    if script.get("type", "").lower() != "application/ld+json":
        return
    try:
        data = json.loads(script.text or "")
    except (ValueError, RecursionError):
        return
    yield from _with_article_body(data, _MAX_JSON_LD_DEPTH)


def _with_article_body(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Yield every object down to `depth` that has the text of an article."""
    if isinstance(data, dict) and isinstance(data.get("articleBody"), str):
        yield data
    nested = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    if depth:
        for value in nested:
            yield from _with_article_body(value, depth - 1)


def _name(value: Any) -> str:
    """Return a name from a string, an object with a name, or a list of these."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return value if isinstance(value, str) else ""
