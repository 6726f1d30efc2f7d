"""Parses RSS and Atom with feedparser, also where the XML is not well-formed.

Runs in a sandboxed worker, since a feed may be hostile.
"""

import hashlib
import io
import re
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from qa_bot.errors import FeedUnreadable
from qa_bot.escape import replace_surrogates
from qa_bot.fetching.feed_entries import Feed, FeedEntry, is_web_url
from qa_bot.loading.raw_source import RawSource
from qa_bot.text.normalisation import clean_text

# At most as many digits as U+10FFFF has in decimal and hexadecimal, and leading zeros.
_NUMERIC_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")
_TAG = re.compile(r"<[^<>]*>")


def read(incoming: RawSource) -> Feed:
    """Parse a feed; `incoming.charset` is the whole Content-Type header.

    Raises FeedUnreadable.
    """
    # As a file object: feedparser would open bytes that happen to be a path or a URL.
    headers = {"content-type": incoming.charset or "", "content-location": incoming.source}
    try:
        data = _NUMERIC_REFERENCE.sub(_replace_surrogate, incoming.data)
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # feedparser raises these for malformed URLs and unknown encodings.
        problem = f"too broken to be read ({type(error).__name__})"
        raise FeedUnreadable(incoming.source, problem, "Try again later.") from error
    if not parsed.get("version") and not parsed.entries:
        raise FeedUnreadable(
            incoming.source, "not an RSS or Atom feed", "Look for the site's feed address."
        )
    # As plain dicts: FeedParserDict gives `updated` for a missing `published`.
    found = map(_feed_entry, map(dict, parsed.entries))
    entries = {entry.key: entry for entry in found if entry is not None}
    return Feed(_plain_text(parsed.feed.get("title", "")), tuple(entries.values()))


def _replace_surrogate(match: re.Match[bytes]) -> bytes:
    """Return the reference, or one to U+FFFD for a surrogate, which feedparser fails on."""
    code_point = int(match[1], 16) if match[1] else int(match[2])
    return b"&#xFFFD;" if 0xD800 <= code_point <= 0xDFFF else match[0]


def _feed_entry(parsed: Mapping[str, Any]) -> FeedEntry | None:
    """Return the entry, None where it has neither a link nor content."""
    link = replace_surrogates(str(parsed.get("link", "")))
    link = link if is_web_url(link) else ""
    content = _content(parsed)
    title = _plain_text(parsed.get("title", ""))
    if not (link or content):
        return None
    revision = str(parsed.get("updated") or content)
    return FeedEntry(
        key=replace_surrogates(str(parsed.get("id") or link or _digest(title, content))),
        mark=_digest(link, title, str(parsed.get("published", "")), revision),
        link=link,
        title=title,
        author=_plain_text(parsed.get("author", "")),
        published=_iso_time(parsed.get("published_parsed") or parsed.get("updated_parsed")),
        content=content,
    )


def _content(parsed: Mapping[str, Any]) -> str:
    """Return the longest text of the entry itself."""
    texts = [str(part.get("value", "")) for part in parsed.get("content", ())]
    return max([*texts, str(parsed.get("summary", ""))], key=len)


def _plain_text(text: str) -> str:
    """Return a title or name on one line, without tags."""
    return " ".join(clean_text(_TAG.sub(" ", str(text))).split())


def _iso_time(time_tuple: Any) -> str:
    try:
        return datetime.fromtimestamp(timegm(time_tuple), UTC).isoformat() if time_tuple else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
