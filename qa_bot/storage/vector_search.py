"""Search of chunks by their vectors: the protocol of whatever holds the vectors."""

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import EVERYTHING, Scope


class VectorSearch(Protocol):
    """The vectors of all chunks of a store, searched by cosine. Safe to share between threads."""

    @property
    def notice(self) -> str | None:
        """What a person should know of how the vectors were found when opened, or None."""
        ...

    def refresh(self) -> None:
        """Catch up with the store; costs next to nothing when nothing changed."""
        ...

    def search(
        self, query: NDArray[np.float32], count: int, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return up to `count` chunks of the scope nearest to a unit vector (dimension,).

        They come with their cosines, the greatest first.
        """
        ...

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of the chunks that can be found, shape (n,), ascending."""
        ...

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors that are searched for chunks, shape (len(ids), dimension)."""
        ...

    def __len__(self) -> int:
        """Return the number of chunks that can be found."""
        ...


class OwnVectorSearch(VectorSearch, Protocol):
    """Search by vectors that a store does itself."""

    def build_index(self) -> None:
        """Build what makes searching a large library quick; called after writing, may last."""
        ...


@runtime_checkable
class SharedVectorSearch(VectorSearch, Protocol):
    """Vectors on a server, which other programs bring up to date as well.

    Its rows hold more of a chunk than its vector.
    """

    def wrong_rows(self, ids: NDArray[np.int64]) -> list[int]:
        """Return those of `ids` whose row does not hold what the record says of the chunk."""
        ...
