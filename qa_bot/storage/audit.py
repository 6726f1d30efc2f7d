"""The records of a store as they are, damaged ones too, for verification.

Texts are bytes, as damage may have left them without a valid encoding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as it is stored, or an earlier version of it."""

    id: str
    title: bytes
    text: bytes
    digest: str
    source: str = ""
    collection: str = ""


@dataclass(frozen=True, slots=True)
class RawChunk:
    """A chunk as it is stored, with its full text and embedding, None where they are missing.

    `start` and `end` are integers unless they are damaged. `is_intact` is False where a digest
    beside the embedding shows that it was changed.
    """

    id: int
    ordinal: int
    start: Any
    end: Any
    key: bytes
    title: bytes | None
    text: bytes | None
    vector: bytes | None
    is_intact: bool = True


class StoreAudit(Protocol):
    """Reads what a verification compares."""

    def file_problems(self) -> Iterator[str]:
        """Yield what the engine itself finds wrong with its files, and rows of lost articles."""
        ...

    def full_text_problems(self) -> Iterator[str]:
        """Yield where the full-text index does not fit the texts that it is of."""
        ...

    def stray_full_text(self) -> list[int]:
        """Return the ids of full texts that belong to no chunk."""
        ...

    def stray_chunks(self) -> Iterator[str]:
        """Yield what is derived from articles that are gone."""
        ...

    def unused_embedding_problems(self) -> Iterator[str]:
        """Yield the embeddings of no chunk that were changed, as far as the engine knows."""
        ...

    def article(self, article_id: str) -> RawArticle | None:
        """Return the article of that id, or None."""
        ...

    def chunks(self, article_id: str) -> list[RawChunk]:
        """Return the chunks of an article, in order."""
        ...

    def versions(self) -> Iterator[RawArticle]:
        """Yield the earlier versions that are stored, with neither source nor collection."""
        ...
