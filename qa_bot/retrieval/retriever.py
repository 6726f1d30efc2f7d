"""Retrieval: from a question to the chunks most likely to answer it."""

from collections.abc import Iterator, Mapping, Sequence

from qa_bot.documents import EVERYTHING, Scope, StoredChunk
from qa_bot.errors import ModelMismatch
from qa_bot.retrieval.candidates import Candidate, deduplicate, fuse
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fingerprint import check_model
from qa_bot.retrieval.gram_scores import gram_scores
from qa_bot.retrieval.library_languages import LibraryLanguages
from qa_bot.retrieval.scope_cache import ScopeCache
from qa_bot.retrieval.similarity import Similarity
from qa_bot.storage.full_text_search import FullTextSearch
from qa_bot.storage.store import Store
from qa_bot.storage.vector_search import VectorSearch
from qa_bot.text.language import COMPARED_TEXTS, is_english, is_in_another_language
from qa_bot.text.words import FullTextQuery, full_text_query

# A word in more chunks than that takes longer to score than it is worth.
_FREQUENT = 20_000
# Each search returns so many times the candidates wanted, as fusion reorders them.
_SEARCH_DEPTH = 2


class Retriever:
    """Searches one library by meaning and by words. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        vectors: VectorSearch,
        embedder: Embedder,
        dense_weight: float,
        is_multilingual: bool = False,
        languages: LibraryLanguages | None = None,
        full_text: FullTextSearch | None = None,
    ) -> None:
        """`dense_weight`, 0 to 1, is the weight of cosines against BM25.

        `full_text` takes the place of the store's own.
        Of a library in any language what was found is scored again by character grams, and so
        is what is not in English of another.
        """
        self._is_multilingual = is_multilingual
        self._store = store
        self._vectors = vectors
        self._full_text = store if full_text is None else full_text
        self._embedder = embedder
        self._similarity = Similarity(embedder)
        self._dense_weight = dense_weight
        self._fingerprint = store.state().fingerprint
        self._widest = ScopeCache(store, self._widened)
        self._frequent: set[str] = set()
        self._languages = languages or LibraryLanguages(store)

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        """Return the `count` best candidates of the scope, best first; fewer when there are few.

        Raises ModelMismatch when the library was rebuilt for another model
        than this program has loaded.
        """
        self._check_model()
        try:
            found = self._search(question, count, scope)
        except Exception:
            self._check_model()  # A switch of models meanwhile explains whatever went wrong.
            raise
        self._check_model()
        return found

    def _check_model(self) -> None:
        fingerprint = self._store.state().fingerprint
        if fingerprint != self._fingerprint:
            try:
                check_model(self._store, self._embedder)
            except ModelMismatch as error:
                model = self._store.index_model()
                name = model.name if model else ""
                raise ModelMismatch(
                    f"{self._store.location}: rebuilt for the embedding model '{name}' while this "
                    f"program runs with '{self._embedder.name}'. Set embedding.model to "
                    f"'{name}', and start this program again."
                ) from error
            self._fingerprint = fingerprint

    def _search(self, question: str, count: int, scope: Scope) -> list[Candidate]:
        self._vectors.refresh()
        depth = _SEARCH_DEPTH * count
        searched = EVERYTHING if scope == EVERYTHING else self._widest(scope)
        vector = self._similarity.question_vector(question)
        near = self._vectors.search(vector, depth, searched)
        cosines = {chunk: self._similarity.scaled(cosine) for chunk, cosine in near}
        query = full_text_query(question, self._is_frequent)
        bm25 = dict(self._full_text.search_full_text(query, depth, searched)) if query else {}
        if self._is_multilingual:
            bm25 = self._gram_scores(question, cosines, bm25)
        elif self._languages.has_others() and not self._finds_english(cosines, bm25):
            bm25 = gram_scores(question, self._texts(self._store.chunks([*cosines, *bm25])))
        scores = list(fuse(cosines, bm25, self._dense_weight).items())
        found: list[Candidate] = []
        for start in range(0, len(scores), count):
            if len(found) < count:
                part = scores[start : start + count]
                chunks = self._visible_chunks([chunk for chunk, _ in part], scope)
                found = deduplicate([*found, *_candidates(part, chunks, cosines, bm25)])
        return found[:count]

    def _gram_scores(
        self, question: str, cosines: Mapping[int, float], bm25: Mapping[int, float]
    ) -> dict[int, float]:
        """Score what was found by grams; nothing where what is nearest is in other languages."""
        chunks = self._store.chunks([*cosines, *bm25])
        nearest = [chunks[n].text for n in list(cosines)[:COMPARED_TEXTS] if n in chunks]
        if is_in_another_language(question, nearest):
            return {}
        return gram_scores(question, self._texts(chunks))

    @staticmethod
    def _texts(chunks: Mapping[int, StoredChunk]) -> dict[int, str]:
        return {n: f"{chunk.article.title}\n{chunk.text}" for n, chunk in chunks.items()}

    def _finds_english(self, cosines: Mapping[int, float], bm25: Mapping[int, float]) -> bool:
        """Return whether the best of what was found is all in English."""
        best = list(fuse(cosines, bm25, self._dense_weight))[:COMPARED_TEXTS]
        return all(is_english(chunk.text) for chunk in self._store.chunks(best).values())

    def _visible_chunks(self, ids: list[int], scope: Scope) -> dict[int, StoredChunk]:
        """Return the chunks, without any of another collection that came in meanwhile."""
        chunks = self._store.chunks(ids)
        if scope.collections is None:
            return chunks
        return {n: c for n, c in chunks.items() if c.article.collection in scope.collections}

    def _is_frequent(self, word: str) -> bool:
        """Return whether a word is in too many chunks to score each; cached if so."""
        if word not in self._frequent:
            query = FullTextQuery((word,))
            if self._full_text.matches_more_than(query, _FREQUENT):
                self._frequent.add(word)
        return word in self._frequent

    def _widened(self, scope: Scope) -> Scope:
        """Return all articles as the scope where it covers them, as that is quicker to search."""
        return EVERYTHING if self._store.covers(scope) else scope


def _candidates(
    scores: Sequence[tuple[int, float]],
    chunks: Mapping[int, StoredChunk],
    cosines: Mapping[int, float],
    bm25: Mapping[int, float],
) -> Iterator[Candidate]:
    for chunk, score in scores:
        if chunk in chunks:
            yield Candidate(chunks[chunk], score, cosines.get(chunk), bm25.get(chunk))
