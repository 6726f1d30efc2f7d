"""Whole tables of a store, out of one library and into another.

The fields of each record are those of its line in an export (docs/library.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from qa_bot.overrides import MetadataOverrides

Record = Mapping[str, Any]
# A kind of records, those of their fields that are meant, and the records.
Table = tuple[str, tuple[str, ...], Iterable[Record]]


@dataclass(frozen=True, slots=True)
class EmbeddingCount:
    """How many embeddings are in use, and how many numbers each has."""

    count: int
    dimension: int


class StoreTransfer(Protocol):
    """Reads and writes records in bulk.

    The kinds of record are "versions", "citations", "feeds", "feed_given",
    "entries" and "pages".
    """

    def added_at(self, article_id: str) -> float:
        """Return when an article was added, in seconds since the epoch."""
        ...

    def records(self, kind: str, fields: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield the fields of every record of a kind, in the order given."""
        ...

    def insert(self, tables: Iterable[Table]) -> None:
        """Insert records beside what is there, in one transaction; one of the same key stays.

        A page whose article is not in the library is left out.
        """
        ...

    def merge_article(self, article_id: str, added_at: float, overrides: MetadataOverrides) -> None:
        """Take the earlier time of adding, and the overrides that are not set here."""
        ...

    def embedding_count(self) -> EmbeddingCount:
        """Count the embeddings that a chunk refers to."""
        ...

    def embedding_keys(self) -> Iterator[bytes]:
        """Yield the keys of the embeddings in use, in ascending order."""
        ...

    def embedding_vectors(self) -> Iterator[bytes]:
        """Yield the vectors of the embeddings in use, float32 as bytes, in the order of keys."""
        ...
