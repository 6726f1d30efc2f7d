"""Parses JSON Feed, versions 1 and 1.1 (jsonfeed.org).

What a feed has instead of the type that it should have counts as missing.
"""

import html
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from qa_bot.errors import FeedUnreadable
from qa_bot.escape import replace_surrogates
from qa_bot.fetching.feed_entries import Feed, FeedEntry, digest, is_web_url, paragraphs
from qa_bot.loading.metadata import iso_date
from qa_bot.text.normalisation import one_line


def parse_json_feed(data: bytes, url: str) -> Feed:
    """Return the feed in JSON; relative links are resolved against its `url`.

    Raises FeedUnreadable for what is no JSON object.
    """
    try:
        feed = json.loads(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable(url, "its JSON is damaged", "Try again later.") from error
    found = (_entry(item, url) for item in _objects(_members(feed).get("items")))
    entries = tuple(entry for entry in found if entry is not None)
    return Feed(one_line(_text(feed, "title")), entries)


def _entry(item: Mapping[str, Any], base: str) -> FeedEntry | None:
    """Return the entry, None where it has neither a link nor content."""
    link = _link(item, base)
    title = one_line(_text(item, "title"))
    content = _content(item)
    if not (link or content):
        return None
    published = _utc(_text(item, "date_published"))
    modified = _text(item, "date_modified")
    return FeedEntry(
        key=_text(item, "id") or link or digest(title, content),
        mark=digest(link, title, published, modified or content),
        link=link,
        title=title,
        author=_author(item),
        published=published or _utc(modified),
        content=content,
    )


def _link(item: Mapping[str, Any], base: str) -> str:
    """Return the address of an entry's page, or of the page elsewhere that it is about."""
    found = _text(item, "url") or _text(item, "external_url")
    try:
        link = urljoin(base, found) if found else ""
    except ValueError:
        return ""
    return link if is_web_url(link) else ""


def _content(item: Mapping[str, Any]) -> str:
    """Return the longest text of the entry itself, as HTML."""
    plain = (_text(item, "content_text"), _text(item, "summary"))
    texts = [_text(item, "content_html"), *(paragraphs(html.escape(text)) for text in plain)]
    return max(texts, key=len)


def _author(item: Mapping[str, Any]) -> str:
    """Return the names of the authors, of which version 1 has but one."""
    authors = [*_objects(item.get("authors")), _members(item.get("author"))]
    names = (one_line(_text(author, "name")) for author in authors)
    return ", ".join(dict.fromkeys(filter(None, names)))


def _utc(text: str) -> str:
    """Return an ISO 8601 time in UTC, as those of other feeds, so that they can be sorted."""
    stated = iso_date(text)
    try:
        moment = datetime.fromisoformat(stated)
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else stated
    except (ValueError, OverflowError):
        return stated


def _objects(value: Any) -> Iterable[Mapping[str, Any]]:
    return filter(None, map(_members, value)) if isinstance(value, list) else ()


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(members: Any, name: str) -> str:
    """Return a string; ids may be numbers."""
    value = _members(members).get(name)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return replace_surrogates(str(value)) if isinstance(value, str) or is_number else ""
