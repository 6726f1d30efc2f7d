"""The articles of a library in order, as many as are asked for, and how many there are.

Nothing here holds all articles at once: what goes through them reads them by pages.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from qa_bot.documents import EVERYTHING, ArticleRef, Listing, Scope

# Articles of a page: some 0.5 MB, in milliseconds.
PAGE: Final = 500
T = TypeVar("T")


class ArticleLists(Protocol):
    """The part of a store that lists its articles."""

    def listings(self, scope: Scope = EVERYTHING) -> Iterator[Listing]:
        """Yield every article of the scope in the order of adding, read by pages.

        What is added or removed meanwhile may be among them or not, each at most once; within a
        snapshot they are those of its moment.
        """
        ...

    def digests(self) -> Iterator[tuple[str, str]]:
        """Yield the id and digest of every article in the order of adding, as `listings` does."""
        ...

    def refs(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return references to up to `limit` articles of the scope, the latest added first."""
        ...

    def refs_from(self, start: int, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return up to `limit` articles of the scope in the order of adding, skipping `start`.

        For a person who turns pages. It reads those that it skips, too, so that whoever wants all
        takes `listings`.
        """
        ...

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]:
        """Return up to `limit` articles of the scope, the latest published first.

        Those without a date come last, and of the same date the latest added first.
        """
        ...

    def count_articles(self, scope: Scope = EVERYTHING) -> int:
        """Return the number of articles of the scope."""
        ...

    def has_articles(self, scope: Scope = EVERYTHING) -> bool:
        """Return whether an article is in the scope; looks for one alone."""
        ...


def by_pages(first: T, read: Callable[[T], Sequence[T]]) -> Iterator[T]:
    """Yield the rows of all pages, up to one with fewer than PAGE rows.

    `read` returns the rows of the page after a row; `first` sorts before every row.
    """
    rows: Sequence[T] = [first]
    while rows:
        rows = read(rows[-1])
        yield from rows
        if len(rows) < PAGE:
            return
