"""Parses feeds: RSS and Atom with feedparser, also where the XML is not well-formed, and JSON Feed.

Runs in a sandboxed worker, since a feed may be hostile.
"""

import html
import io
import re
from calendar import timegm
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import feedparser
import msgspec

from qa_bot.errors import FeedUnreadable
from qa_bot.escape import replace_surrogates
from qa_bot.fetching.feed_entries import (
    Feed,
    FeedEntry,
    digest,
    is_json_feed,
    is_web_url,
    paragraphs,
)
from qa_bot.fetching.json_feed import parse_json_feed
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.normalisation import one_line

# At most as many digits as U+10FFFF has in decimal and hexadecimal, and leading zeros.
_NUMERIC_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")
_CDATA_START, _CDATA_END = b"<![CDATA[", b"]]>"
# An ampersand that begins no reference; HTML has none of more than 32 letters.
_BARE_AMPERSAND = re.compile(rb"&(?!#|[A-Za-z][A-Za-z0-9]{0,31};)")
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_BREAKING_TAG = re.compile(r"<(?:br|/?(?:p|div|li|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[/!a-zA-Z][^<>]*>")
_LINE_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)


def read(incoming: RawSource) -> Feed:
    """Parse a feed; `incoming.charset` is the whole Content-Type header.

    Raises FeedUnreadable.
    """
    if is_json_feed(incoming.data):
        feed = parse_json_feed(incoming.data, incoming.source)
        return Feed(feed.title, _distinct(feed.entries))
    # As a file object: feedparser would open bytes that happen to be a path or a URL.
    headers = {"content-type": incoming.charset or "", "content-location": incoming.source}
    try:
        data = _NUMERIC_REFERENCE.sub(_replace_surrogate, _escape_ampersands(incoming.data))
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # feedparser raises these for malformed URLs and unknown encodings.
        problem = f"too broken to be read ({type(error).__name__})"
        raise FeedUnreadable(incoming.source, problem, "Try again later.") from error
    if not parsed.get("version") and not parsed.entries:
        raise FeedUnreadable(
            incoming.source,
            "not an RSS, Atom or JSON feed",
            "Look for the site's feed address.",
        )
    # As plain dicts: FeedParserDict gives `updated` for a missing `published`.
    found = map(_feed_entry, map(dict, parsed.entries))
    entries = _distinct([entry for entry in found if entry is not None])
    return Feed(_plain_text(parsed.feed, "title"), entries)


def _distinct(entries: Sequence[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Return the last entry of each key; keys that stand for several links are no keys.

    Some programs give all entries one id: there the links tell them apart.
    """
    links: dict[str, set[str]] = {}
    for entry in entries:
        links.setdefault(entry.key, set()).add(entry.link)
    keyed = [
        msgspec.structs.replace(entry, key=entry.link)
        if entry.link and len(links[entry.key] - {""}) > 1
        else entry
        for entry in entries
    ]
    return tuple({entry.key: entry for entry in keyed}.values())


def _escape_ampersands(data: bytes) -> bytes:
    """Escape the ampersands of malformed XML that stand for themselves, but in CDATA."""
    before, *sections = data.split(_CDATA_START)
    parts = [_BARE_AMPERSAND.sub(b"&amp;", before)]
    for section in sections:
        inside, end, after = section.partition(_CDATA_END)
        parts += [_CDATA_START, inside, end, _BARE_AMPERSAND.sub(b"&amp;", after)]
    return b"".join(parts)


def _replace_surrogate(match: re.Match[bytes]) -> bytes:
    """Return the reference, or one to U+FFFD for a surrogate, which feedparser fails on."""
    code_point = int(match[1], 16) if match[1] else int(match[2])
    return b"&#xFFFD;" if 0xD800 <= code_point <= 0xDFFF else match[0]


def _feed_entry(parsed: Mapping[str, Any]) -> FeedEntry | None:
    """Return the entry, None where it has neither a link nor content."""
    link = replace_surrogates(str(parsed.get("link", "")))
    link = link if is_web_url(link) else ""
    longest = _longest_text(parsed)
    text = str(longest.get("value", ""))
    title = _plain_text(parsed, "title")
    if not (link or text):
        return None
    return FeedEntry(
        key=replace_surrogates(str(parsed.get("id") or link or digest(title, text))),
        mark=digest(link, title, str(parsed.get("published", "")), parsed.get("updated") or text),
        link=link,
        title=title,
        author=_author(parsed),
        published=_iso_time(parsed.get("published_parsed") or parsed.get("updated_parsed")),
        content=_as_html(text, longest.get("type")),
    )


def _longest_text(parsed: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the longest text of the entry itself, as feedparser describes it."""
    parts = [*parsed.get("content", ()), parsed.get("summary_detail", {})]
    return max(parts, key=lambda part: len(str(part.get("value", ""))))


def _as_html(text: str, media_type: str | None) -> str:
    if media_type not in _HTML_TYPES:
        return paragraphs(html.escape(text, quote=False))
    # RSS does not say whether a text is HTML; one without tags has its paragraphs in lines.
    return text if _TAG.search(text) else paragraphs(text)


def _author(parsed: Mapping[str, Any]) -> str:
    """Return the author's name, of "ada@example.org (Ada)" too."""
    detail = parsed.get("author_detail", {})
    name = detail.get("name") if detail.get("email") else None
    return one_line(_TAG.sub(" ", str(name or parsed.get("author", ""))))


def _plain_text(parsed: Mapping[str, Any], name: str) -> str:
    """Return a title on one line: of HTML its words, of plain text every character."""
    text = str(parsed.get(name, ""))
    if parsed.get(f"{name}_detail", {}).get("type") in _HTML_TYPES:
        text = html.unescape(_TAG.sub("", _BREAKING_TAG.sub(" ", text)))
    return one_line(_LINE_BREAK.sub(" ", text))


def _iso_time(time_tuple: Any) -> str:
    try:
        return datetime.fromtimestamp(timegm(time_tuple), UTC).isoformat() if time_tuple else ""
    except (ValueError, OverflowError, OSError):
        return ""
