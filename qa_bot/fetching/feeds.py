"""RSS and Atom: what a feed is called, and the entries in it.

Knows what a feed says; `feed_reader` finds it in the bytes, in a process of
its own, since a feed may be hostile.
"""

import re
from dataclasses import asdict, dataclass, replace

from qa_bot.fetching.client import Response
from qa_bot.loading.draft import Draft, Piece
from qa_bot.loading.limits import LoadLimits
from qa_bot.loading.metadata import iso_date
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox.protocol import encode_json
from qa_bot.loading.sandbox.reply_decoder import decode_json
from qa_bot.loading.sandbox.worker_process import read_sandboxed

_READER = "qa_bot.fetching.feed_parser"
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HEAD_BYTES = 2000


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

    def newest(self, count: int) -> tuple[Entry, ...]:
        """At most so many entries: by their dates where all have one, else from the top."""
        if all(entry.published for entry in self.entries):
            by_date = sorted(self.entries, key=lambda entry: entry.published, reverse=True)
            return tuple(by_date[:count])
        return self.entries[:count]

    def as_draft(self) -> Draft:
        """The feed as one process hands it to another."""
        return Draft(
            tuple(Piece(encode_json(asdict(e)).decode()) for e in self.entries), self.title
        )

    @classmethod
    def of(cls, draft: Draft, source: str) -> "Feed":
        """The feed that `as_draft` made a draft of; raises SourceDamaged for anything else."""
        entries = (decode_json(piece.text, Entry, source) for piece in draft.pieces)
        return cls(draft.title, tuple(map(_checked, entries)))


def is_web_address(link: str) -> bool:
    """Whether a link leads to the web, and not to a script or a file."""
    return link.lower().startswith(("http://", "https://"))


def _checked(entry: Entry) -> Entry:
    """The entry without what no feed of ours says, as its reader may have been taken over."""
    link = entry.link if is_web_address(entry.link) else ""
    return replace(entry, link=link, published=iso_date(entry.published))


def is_feed(data: bytes) -> bool:
    """Whether bytes begin as a feed does."""
    return _FEED.search(data[:_HEAD_BYTES]) is not None


def read_feed(response: Response, limits: LoadLimits) -> Feed:
    """The feed that a response holds; raises FeedUnreadable, or as loaders do.

    Its links start at the response's address.
    """
    content_type = response.headers.get("content-type", "")
    incoming = RawSource(response.body, response.url, limits, content_type)
    return Feed.of(read_sandboxed(_READER, incoming), response.url)
