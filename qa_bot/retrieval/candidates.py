"""What retrieval hands over to be read."""

from dataclasses import dataclass

from qa_bot.documents import ArticleRef
from qa_bot.storage.store import StoredChunk


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer: its fused score, and what that came from.

    `cosine` and `bm25` are None when that search did not find the chunk.
    `twins` are other articles that say the same there.
    """

    chunk: StoredChunk
    score: float
    cosine: float | None
    bm25: float | None
    twins: tuple[ArticleRef, ...] = ()
