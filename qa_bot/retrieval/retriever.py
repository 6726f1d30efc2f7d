"""From a question to the chunks most likely to answer it."""

from dataclasses import dataclass

from qa_bot.library.store import Store, StoredChunk
from qa_bot.retrieval.embedding import Embedder
from qa_bot.retrieval.lexical import match_expression
from qa_bot.retrieval.ranking import fuse
from qa_bot.retrieval.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer: its fused score, and what that came from.

    `cosine` and `bm25` are None when that search did not find the chunk.
    """

    chunk: StoredChunk
    score: float
    cosine: float | None
    bm25: float | None


class Retriever:
    """Searches one library by meaning and by words. Safe to share between threads."""

    def __init__(
        self, store: Store, vectors: VectorIndex, embedder: Embedder, dense_weight: float
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._embedder = embedder
        self._dense_weight = dense_weight

    def retrieve(self, question: str, count: int) -> list[Candidate]:
        """The `count` best chunks, best first; fewer when the library is small."""
        self._vectors.refresh()
        depth = 2 * count
        cosines = dict(self._vectors.search(self._embedder.embed([question])[0], depth))
        match = match_expression(question)
        bm25 = dict(self._store.search_text(match, depth)) if match else {}
        best = list(fuse(cosines, bm25, self._dense_weight).items())[:count]
        chunks = self._store.chunks([number for number, _ in best])
        return [
            Candidate(chunks[number], score, cosines.get(number), bm25.get(number))
            for number, score in best
            if number in chunks
        ]
