"""RSS and Atom: what a feed is called, and the entries in it.

Knows what a feed says; `feed_reader` finds it in the bytes, in a process of
its own, since a feed may be hostile.
"""

import json
import re
from dataclasses import asdict, dataclass

from qa_bot.fetching.client import Response
from qa_bot.library.loading.confinement import read_confined
from qa_bot.library.loading.draft import Draft, Piece
from qa_bot.library.loading.incoming import Incoming
from qa_bot.library.loading.limits import Limits

_READER = "qa_bot.fetching.feed_reader"
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
        return Draft(tuple(Piece(json.dumps(asdict(e))) for e in self.entries), self.title)

    @classmethod
    def of(cls, draft: Draft) -> "Feed":
        """The feed that `as_draft` made a draft of."""
        return cls(draft.title, tuple(Entry(**json.loads(piece.text)) for piece in draft.pieces))


def is_feed(data: bytes) -> bool:
    """Whether bytes begin as a feed does."""
    return _FEED.search(data[:_HEAD_BYTES]) is not None


def read_feed(response: Response, limits: Limits) -> Feed:
    """The feed that a response holds; raises FeedUnreadable, or as loaders do.

    Its links start at the response's address.
    """
    content_type = response.headers.get("content-type", "")
    incoming = Incoming(response.body, response.url, limits, content_type)
    return Feed.of(read_confined(_READER, incoming))
