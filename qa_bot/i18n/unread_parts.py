"""What of a document was not read, sorted by what may be done about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PAGE = re.compile(r"page \d{1,9}")


@dataclass(frozen=True, slots=True)
class UnreadParts:
    """Pages that are pictures, which a text recogniser reads, and all else by its name."""

    pages: tuple[str, ...]
    others: tuple[str, ...]


def sort_unread(names: Sequence[str]) -> UnreadParts:
    """Sort the names of an article's unread parts."""
    pages = tuple(name for name in names if _PAGE.fullmatch(name))
    return UnreadParts(pages, tuple(name for name in names if not _PAGE.fullmatch(name)))
