"""Bytes to a feed, read as far as it can be where it is not well-formed.

Knows RSS and Atom; runs in a process of its own.
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
from qa_bot.fetching.feeds import Entry, Feed, is_web_address
from qa_bot.loading.draft import Draft
from qa_bot.loading.incoming import Incoming
from qa_bot.text.normalisation import clean_text

# A character by its number, with as many digits as any has.
_NUMBERED = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")


def read(incoming: Incoming) -> Draft:
    """The feed as a draft; `incoming.charset` is its whole Content-Type header.

    Raises FeedUnreadable.
    """
    # Given as a file: bytes that happen to be a path or an address would be opened.
    headers = {"content-type": incoming.charset or "", "content-location": incoming.source}
    try:
        data = _NUMBERED.sub(_whole_character, incoming.data)
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        # Its parser stumbles over some addresses and encodings that are none.
        problem = f"too broken to be read ({type(error).__name__})"
        raise FeedUnreadable(incoming.source, problem, "Try again later.") from error
    if not parsed.get("version") and not parsed.entries:
        raise FeedUnreadable(
            incoming.source, "not an RSS or Atom feed", "Look for the site's feed address."
        )
    # As plain dictionaries: its own kind takes one date for the other where that is missing.
    found = map(_entry, map(dict, parsed.entries))
    entries = {entry.key: entry for entry in found if entry is not None}
    return Feed(_plain(parsed.feed.get("title", "")), tuple(entries.values())).as_draft()


def _whole_character(found: re.Match[bytes]) -> bytes:
    """The reference, with U+FFFD for half of a character, which the parser stumbles over."""
    number = int(found[1], 16) if found[1] else int(found[2])
    return b"&#xFFFD;" if 0xD800 <= number <= 0xDFFF else found[0]


def _entry(found: Mapping[str, Any]) -> Entry | None:
    link = replace_surrogates(str(found.get("link", "")))
    link = link if is_web_address(link) else ""
    content = _content(found)
    title = _plain(found.get("title", ""))
    if not (link or content):
        return None
    written = str(found.get("updated") or content)
    return Entry(
        key=replace_surrogates(str(found.get("id") or link or _digest(title, content))),
        mark=_digest(link, title, str(found.get("published", "")), written),
        link=link,
        title=title,
        author=_plain(found.get("author", "")),
        published=_moment(found.get("published_parsed") or found.get("updated_parsed")),
        content=content,
    )


def _content(found: Mapping[str, Any]) -> str:
    """The longest text that the entry itself brings."""
    texts = [str(part.get("value", "")) for part in found.get("content", ())]
    return max([*texts, str(found.get("summary", ""))], key=len)


def _plain(text: str) -> str:
    """The words of a title, which may hold tags."""
    return " ".join(clean_text(re.sub(r"<[^<>]*>", " ", str(text))).split())


def _moment(parsed: Any) -> str:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
