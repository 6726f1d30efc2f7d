"""The followed feeds and fetched pages of a library, as the store keeps them.

An entry or page is recorded once its article is in the library, so that what
an interruption lost is fetched again.
"""

from dataclasses import dataclass
from typing import Protocol

from qa_bot.overrides import NO_OVERRIDES, MetadataOverrides


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed as of its last check; times in seconds since the epoch.

    `problem` says why the last check failed, empty when it did not.
    """

    url: str
    title: str = ""
    etag: str = ""
    last_modified: str = ""
    added_at: float = 0.0
    checked_at: float = 0.0
    problem: str = ""
    articles: int = 0


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page whose article is in the library, with its validators (RFC 9110, section 8.8)."""

    article_id: str
    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A feed's entry that was added: its content hash then, and its article, None if it gave none.

    `own_text` is whether the article is the feed's own text and not a page's, and
    `removed` whether the article was in the library and is no longer.
    """

    mark: str
    article_id: str | None
    own_text: bool
    removed: bool = False


class FeedStore(Protocol):
    """The feeds and pages of one library."""

    def feeds(self) -> list[FollowedFeed]:
        """Return every followed feed, in the order of following."""
        ...

    def feed(self, url: str) -> FollowedFeed:
        """Return the feed followed at an address; raises FeedNotFound."""
        ...

    def overrides(self, url: str) -> MetadataOverrides:
        """Return the metadata overridden for all articles of a feed."""
        ...

    def follow(self, url: str, title: str, overrides: MetadataOverrides = NO_OVERRIDES) -> None:
        """Follow a feed; one that is followed already takes the new title.

        `overrides` are merged into those of before.
        """
        ...

    def move(self, old: str, new: str) -> None:
        """Follow a feed at its new address, with its known entries."""
        ...

    def unfollow(self, url: str) -> list[str]:
        """Stop following a feed; return the ids of its articles. Raises FeedNotFound."""
        ...

    def record_check(self, url: str, etag: str, last_modified: str) -> None:
        """Record that a feed was read to its end just now, with its validators."""
        ...

    def record_failure(self, url: str, problem: str) -> None:
        """Record that a feed could not be read just now."""
        ...

    def entries(self, url: str) -> dict[str, KnownEntry]:
        """Return the entries of a feed that were added, by key."""
        ...

    def record_entry(
        self, url: str, key: str, mark: str, article_id: str | None, own_text: bool = False
    ) -> None:
        """Record an entry as added; a `mark` that no entry has makes it be tried again."""
        ...

    def pages(self) -> list[WebPage]:
        """Return the pages that were added by address, the longest unchecked first."""
        ...

    def record_page(self, page: WebPage) -> None:
        """Record that a page is in the library as it is on the web just now."""
        ...
