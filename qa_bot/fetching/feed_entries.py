"""RSS and Atom feeds and their entries, as `feed_parser` finds them in a sandboxed worker."""

import re

import msgspec

from qa_bot.fetching.client import Response
from qa_bot.loading.limits import LoadLimits
from qa_bot.loading.metadata import iso_date
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.results import SandboxResult
from qa_bot.loading.sandbox.worker_process import read_sandboxed_result
from qa_bot.text.normalisation import clean_text

_PARSER = "qa_bot.fetching.feed_parser"
_FEED_TAG = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
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
    """Return whether the bytes begin as an RSS or Atom feed does."""
    return _FEED_TAG.search(data[:_MAX_PROLOGUE_BYTES]) is not None


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


def sanitise(feed: Feed) -> Feed:
    """Return the feed without what the parser never gives: a worker may have been taken over."""
    return Feed(_one_line(feed.title), tuple(map(_sanitise_entry, feed.entries)))


def _sanitise_entry(entry: FeedEntry) -> FeedEntry:
    return msgspec.structs.replace(
        entry,
        link=entry.link if is_web_url(entry.link) else "",
        title=_one_line(entry.title),
        author=_one_line(entry.author),
        published=iso_date(entry.published),
    )


def _one_line(text: str) -> str:
    return " ".join(clean_text(text).split())
