"""From a question to the chunks most likely to answer it."""

import threading
from collections.abc import Iterator, Mapping, Sequence

from qa_bot.documents import EVERYTHING, Scope
from qa_bot.errors import ModelMismatch
from qa_bot.indexing.ingest import ensure_model
from qa_bot.retrieval.candidates import Candidate
from qa_bot.retrieval.deduplication import merge
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fusion import fuse
from qa_bot.retrieval.vector_index import Among, VectorIndex
from qa_bot.storage.store import Store, StoredChunk
from qa_bot.text.words import match_expression

# How many scopes' chunks are remembered at once.
_SCOPES = 64
# A word that more chunks hold takes longer to score than it is worth.
_FREQUENT = 20_000


class Retriever:
    """Searches one library by meaning and by words. Safe to share between threads."""

    def __init__(
        self, store: Store, vectors: VectorIndex, embedder: Embedder, dense_weight: float
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._embedder = embedder
        self._dense_weight = dense_weight
        self._model = store.state().model
        self._chosen: dict[Scope, Among | None] = {}
        self._chosen_at = ""
        self._choosing = threading.Lock()
        self._frequent: set[str] = set()

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        """The `count` best chunks of the scope, best first; fewer when there are few.

        Raises ModelMismatch when the library was rebuilt for another model
        than this program has loaded.
        """
        self._check_model()
        try:
            found = self._search(question, count, scope)
        except Exception:
            self._check_model()  # A switch of models midway explains whatever went wrong.
            raise
        self._check_model()
        return found

    def _check_model(self) -> None:
        model = self._store.state().model
        if model != self._model:
            try:
                ensure_model(self._store, self._embedder)
            except ModelMismatch as error:
                name = (self._store.meta("model") or b"").decode()
                raise ModelMismatch(
                    f"{self._store.folder}: rebuilt for the embedding model '{name}' while this "
                    f"program runs with '{self._embedder.name}'. Set embedding.model to "
                    f"'{name}', and start this program again."
                ) from error
            self._model = model

    def _search(self, question: str, count: int, scope: Scope) -> list[Candidate]:
        self._vectors.refresh()
        depth = 2 * count
        among = self._chunks_of(scope)
        inside = EVERYTHING if among is None else scope
        cosines = dict(self._vectors.search(self._embedder.embed([question])[0], depth, among))
        match = match_expression(question, self._often)
        bm25 = dict(self._store.search_text(match, depth, scope=inside)) if match else {}
        scores = list(fuse(cosines, bm25, self._dense_weight).items())
        found: list[Candidate] = []
        for start in range(0, len(scores), count):
            if len(found) < count:
                part = scores[start : start + count]
                chunks = self._seen([number for number, _ in part], scope)
                found = merge([*found, *_candidates(part, chunks, cosines, bm25)])
        return found[:count]

    def _seen(self, numbers: list[int], scope: Scope) -> dict[int, StoredChunk]:
        """The chunks, without any that came into the library meanwhile as another's own."""
        chunks = self._store.chunks(numbers)
        if scope.collections is None:
            return chunks
        return {n: c for n, c in chunks.items() if c.article.collection in scope.collections}

    def _often(self, expression: str) -> bool:
        """Whether an expression matches too many chunks to score each; remembered if so."""
        if expression not in self._frequent and self._store.holds_often(expression, _FREQUENT):
            self._frequent.add(expression)
        return expression in self._frequent

    def _chunks_of(self, scope: Scope) -> Among | None:
        """The scope's chunks; None when nothing is left out of it.

        Looked up once for as long as the library does not change.
        """
        if scope == EVERYTHING:
            return None
        token = self._store.state().token
        with self._choosing:
            if token != self._chosen_at or len(self._chosen) >= _SCOPES:
                self._chosen, self._chosen_at = {}, token
            if scope not in self._chosen:
                self._chosen[scope] = self._look_up(scope)
            return self._chosen[scope]

    def _look_up(self, scope: Scope) -> Among | None:
        if self._store.holds_all(scope):
            return None
        beyond = self._store.left_out(scope)
        return Among(self._store.chunk_ids(scope)) if beyond is None else Among(beyond, others=True)


def _candidates(
    scores: Sequence[tuple[int, float]],
    chunks: Mapping[int, StoredChunk],
    cosines: Mapping[int, float],
    bm25: Mapping[int, float],
) -> Iterator[Candidate]:
    for number, score in scores:
        if number in chunks:
            yield Candidate(chunks[number], score, cosines.get(number), bm25.get(number))
