"""Feeds and their entries, as `feed_parser` finds them in a sandboxed worker."""

import hashlib
import re

import msgspec

from qa_bot.fetching.client import Response
from qa_bot.loading.limits import LoadLimits
from qa_bot.loading.metadata import iso_date
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.results import SandboxResult
from qa_bot.loading.sandbox.worker_process import read_sandboxed_result
from qa_bot.text.normalisation import one_line

_PARSER = "qa_bot.fetching.feed_parser"
_FEED_TAG = re.compile(rb"<(?:[a-z][\w.-]{0,40}:)?(?:rss|feed|RDF)[\s>]", re.IGNORECASE)
_PAGE_TAG = re.compile(rb"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
# Slashes may be escaped in JSON.
_JSON_FEED = re.compile(rb"://jsonfeed\.org/version/1|:\\/\\/jsonfeed\.org\\/version\\/1")
_BLANK_LINES = re.compile(r"\n[ \t\r]*+\n")
# The first tag may follow an XML declaration, a stylesheet instruction and comments.
_MAX_PROLOGUE_BYTES = 2000


class FeedEntry(SandboxResult, frozen=True):
    """One entry of a feed; what the feed does not say is empty.

    `key` identifies the entry within its feed, and `mark` is a digest that changes
    when the entry does. `published` is an ISO 8601 date and time, `content` HTML.
    """

    key: str
    mark: str
    link: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    content: str = ""


class Feed(SandboxResult, frozen=True):
    """A feed: its title, and its entries in its own order."""

    title: str
    entries: tuple[FeedEntry, ...]

    def newest(self, count: int) -> tuple[FeedEntry, ...]:
        """Return at most `count` entries: by date if all have one, else from the top."""
        if all(entry.published for entry in self.entries):
            by_date = sorted(self.entries, key=lambda entry: entry.published, reverse=True)
            return tuple(by_date[:count])
        return self.entries[:count]


def is_feed(data: bytes) -> bool:
    """Return whether the bytes begin as a feed does, and not as a page that quotes one."""
    found = _FEED_TAG.search(data[:_MAX_PROLOGUE_BYTES])
    if found is None:
        return is_json_feed(data)
    return _PAGE_TAG.search(data, 0, found.start()) is None


def is_json_feed(data: bytes) -> bool:
    """Return whether the bytes are a JSON object that names its version of JSON Feed."""
    is_object = data[:_MAX_PROLOGUE_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return is_object and _JSON_FEED.search(data) is not None


def is_web_url(link: str) -> bool:
    """Return whether a link is an HTTP or HTTPS URL, and not a script or a file."""
    return link.lower().startswith(("http://", "https://"))


def read_feed(response: Response, limits: LoadLimits) -> Feed:
    """Parse the feed in a response in the sandbox.

    Relative links are resolved against the response's URL. Raises FeedUnreadable
    when it is no feed, or a SourceError as `load_bytes` does.
    """
    content_type = response.headers.get("content-type", "")
    incoming = RawSource(response.body, response.url, limits, content_type)
    return sanitise(read_sandboxed_result(_PARSER, incoming, Feed))


def digest(*parts: str) -> str:
    """Return what identifies texts: their SHA-256 in hexadecimal."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def paragraphs(escaped: str) -> str:
    """Return HTML of a text without tags, whose paragraphs are separated by blank lines."""
    return "".join(f"<p>{part}</p>" for part in _BLANK_LINES.split(escaped) if part.strip())


def sanitise(feed: Feed) -> Feed:
    """Return the feed without what the parser never gives: a worker may have been taken over."""
    return Feed(one_line(feed.title), tuple(map(_sanitise_entry, feed.entries)))


def _sanitise_entry(entry: FeedEntry) -> FeedEntry:
    return msgspec.structs.replace(
        entry,
        link=entry.link if is_web_url(entry.link) else "",
        title=one_line(entry.title),
        author=one_line(entry.author),
        published=iso_date(entry.published),
    )
