"""RSS and Atom: what a feed is called, and the entries in it.

Knows feeds as bytes; fetches nothing. A feed that is not well-formed is read
as far as it can be.
"""

import hashlib
import io
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser
from lxml import html

from qa_bot.errors import FeedUnreadable
from qa_bot.fetching.client import Response

# Reading a hostile feed takes some ten seconds a megabyte.
_MAX_BYTES = 5_000_000
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HEAD_BYTES = 2000
_KINDS = ("application/rss+xml", "application/atom+xml")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; what it does not say is empty.

    `key` tells it from the feed's others, and `mark` changes when the entry
    does. `published` is an ISO date and time, `content` a piece of HTML.
    """

    key: str
    mark: str
    link: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read: its title, and its entries in its own order."""

    title: str
    entries: tuple[Entry, ...]


def is_feed(data: bytes) -> bool:
    """Whether bytes begin as a feed does."""
    return _FEED.search(data[:_HEAD_BYTES]) is not None


def feed_named_by(response: Response) -> str | None:
    """The address of the feed that a web page names as its own, if it does."""
    try:
        page = html.document_fromstring(response.body, base_url=response.url)
        page.make_links_absolute(handle_failures="ignore")
    except (ValueError, html.etree.LxmlError):
        return None
    for link in page.iter("link"):
        if "alternate" in link.get("rel", "").lower() and link.get("type", "") in _KINDS:
            return str(link.get("href", "")) or None
    return None


def read_feed(response: Response) -> Feed:
    """The feed that a response holds; raises FeedUnreadable."""
    if len(response.body) > _MAX_BYTES:
        limit = f"larger than the limit of {_MAX_BYTES / 1e6:g} MB for a feed"
        raise FeedUnreadable(response.asked, limit, "Ask its site for a smaller one.")
    # Given as a file: bytes that happen to be a path or an address would be opened.
    parsed = feedparser.parse(io.BytesIO(response.body), response_headers=_headers(response))
    if not parsed.get("version") and not parsed.entries:
        raise FeedUnreadable(
            response.asked, "not an RSS or Atom feed", "Look for the site's feed address."
        )
    # As plain dictionaries: its own kind takes one date for the other where that is missing.
    found = map(_entry, map(dict, parsed.entries))
    entries = {entry.key: entry for entry in found if entry is not None}
    return Feed(_plain(parsed.feed.get("title", "")), tuple(entries.values()))


def _headers(response: Response) -> Mapping[str, str]:
    """Those that help to read it: what its charset is, and where its links start."""
    return {
        "content-type": response.headers.get("content-type", ""),
        "content-location": response.url,
    }


def _entry(found: Mapping[str, Any]) -> Entry | None:
    link = str(found.get("link", ""))
    link = link if link.lower().startswith(("http://", "https://")) else ""
    content = _content(found)
    title = _plain(found.get("title", ""))
    if not (link or content):
        return None
    key = str(found.get("id") or link or _digest(title, content))
    written = str(found.get("updated") or content)
    return Entry(
        key,
        _digest(link, title, str(found.get("published", "")), written),
        link,
        title,
        _plain(found.get("author", "")),
        _moment(found.get("published_parsed") or found.get("updated_parsed")),
        content,
    )


def _content(found: Mapping[str, Any]) -> str:
    """The longest text that the entry itself brings."""
    texts = [str(part.get("value", "")) for part in found.get("content", ())]
    return max([*texts, str(found.get("summary", ""))], key=len)


def _plain(text: str) -> str:
    """The words of a title, which may hold tags."""
    return " ".join(re.sub(r"<[^<>]*>", " ", str(text)).split())


def _moment(parsed: Any) -> str:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
