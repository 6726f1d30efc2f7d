"""Retrieval: from a question to the chunks most likely to answer it."""

from collections.abc import Iterator, Mapping, Sequence

from qa_bot.documents import EVERYTHING, Scope, StoredChunk
from qa_bot.errors import ModelMismatch
from qa_bot.retrieval.candidates import Candidate, deduplicate, fuse
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fingerprint import check_model
from qa_bot.retrieval.gram_scores import gram_scores
from qa_bot.retrieval.library_languages import LibraryLanguages
from qa_bot.retrieval.separate_searches import searches_of
from qa_bot.retrieval.similarity import Similarity
from qa_bot.storage.full_text_search import FullTextSearch
from qa_bot.storage.joint_search import BegunSearch
from qa_bot.storage.scope_cache import ScopeCache
from qa_bot.storage.store import Store, StoreState
from qa_bot.storage.vector_search import VectorSearch
from qa_bot.text.language import COMPARED_TEXTS, is_english, is_in_another_language
from qa_bot.text.words import content_words, full_text_query

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
        self._searches = searches_of(store, vectors, full_text)
        self._embedder = embedder
        self._similarity = Similarity(embedder)
        self._dense_weight = dense_weight
        self._fingerprint = store.state().fingerprint
        self._widest = ScopeCache(store, self._widened)
        self._languages = languages or LibraryLanguages(store)

    def retrieve(self, question: str, count: int, scope: Scope = EVERYTHING) -> list[Candidate]:
        """Return the `count` best candidates of the scope, best first; fewer when there are few.

        Raises ModelMismatch when the library was rebuilt for another model
        than this program has loaded.
        """
        begun = self._searches.begin(content_words(question), _FREQUENT)
        self._check_model(begun.state)
        chunks = _ReadChunks(self._store)
        try:
            found = self._search(question, begun, chunks, count, scope)
        except ModelMismatch:
            raise
        except Exception:
            # A switch of models meanwhile explains whatever went wrong.
            self._check_model(self._store.state())
            raise
        if chunks.are_missing:
            self._check_model(self._store.state())
        return found

    def _check_model(self, state: StoreState) -> None:
        fingerprint = state.fingerprint
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

    def _search(
        self,
        question: str,
        begun: BegunSearch,
        chunks: "_ReadChunks",
        count: int,
        scope: Scope,
    ) -> list[Candidate]:
        token, depth = begun.state.token, _SEARCH_DEPTH * count
        searched = EVERYTHING if scope == EVERYTHING else self._widest(scope, token)
        has_others = self._languages.has_others(token)
        vector = self._similarity.question_vector(question)
        query = full_text_query(question, begun.is_frequent)
        hits = begun.search(vector, query, depth, searched)
        self._check_model(hits.state)
        cosines = {chunk: self._similarity.scaled(cosine) for chunk, cosine in hits.near}
        bm25 = dict(hits.matching)
        if self._is_multilingual:
            bm25 = self._gram_scores(question, chunks, cosines, bm25)
        elif has_others and not self._finds_english(chunks, cosines, bm25, count):
            bm25 = gram_scores(question, _texts(chunks.of([*cosines, *bm25])))
        scores = list(fuse(cosines, bm25, self._dense_weight).items())
        found: list[Candidate] = []
        for start in range(0, len(scores), count):
            if len(found) < count:
                part = scores[start : start + count]
                visible = _visible(chunks.of([chunk for chunk, _ in part]), scope)
                found = deduplicate([*found, *_candidates(part, visible, cosines, bm25)])
        return found[:count]

    def _gram_scores(
        self,
        question: str,
        chunks: "_ReadChunks",
        cosines: Mapping[int, float],
        bm25: Mapping[int, float],
    ) -> dict[int, float]:
        """Score what was found by grams; nothing where what is nearest is in other languages."""
        read = chunks.of([*cosines, *bm25])
        nearest = [read[n].text for n in list(cosines)[:COMPARED_TEXTS] if n in read]
        if is_in_another_language(question, nearest):
            return {}
        return gram_scores(question, _texts(read))

    def _finds_english(
        self,
        chunks: "_ReadChunks",
        cosines: Mapping[int, float],
        bm25: Mapping[int, float],
        count: int,
    ) -> bool:
        """Return whether the best of what was found is all in English."""
        # As many as are candidates if it is, so that these are read but once.
        best = list(fuse(cosines, bm25, self._dense_weight))[:count]
        read = chunks.of(best)
        return all(is_english(read[n].text) for n in best[:COMPARED_TEXTS] if n in read)

    def _widened(self, scope: Scope) -> Scope:
        """Return all articles as the scope where it covers them, as that is quicker to search."""
        return EVERYTHING if self._store.covers(scope) else scope


class _ReadChunks:
    """The chunks that were read for one question, each once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[int, StoredChunk] = {}
        self.are_missing = False
        """Whether a chunk that was found was gone when it was read."""

    def of(self, ids: Sequence[int]) -> dict[int, StoredChunk]:
        """Return the chunks by id, those that are gone left out."""
        unread = [chunk for chunk in ids if chunk not in self._read]
        if unread:
            self._read |= self._store.chunks(unread)
        found = {chunk: self._read[chunk] for chunk in ids if chunk in self._read}
        self.are_missing |= len(found) < len(ids)
        return found


def _texts(chunks: Mapping[int, StoredChunk]) -> dict[int, str]:
    return {n: f"{chunk.article.title}\n{chunk.text}" for n, chunk in chunks.items()}


def _visible(chunks: Mapping[int, StoredChunk], scope: Scope) -> Mapping[int, StoredChunk]:
    """Return the chunks, without any of another collection that came in meanwhile."""
    if scope.collections is None:
        return chunks
    return {n: c for n, c in chunks.items() if c.article.collection in scope.collections}


def _candidates(
    scores: Sequence[tuple[int, float]],
    chunks: Mapping[int, StoredChunk],
    cosines: Mapping[int, float],
    bm25: Mapping[int, float],
) -> Iterator[Candidate]:
    for chunk, score in scores:
        if chunk in chunks:
            yield Candidate(chunks[chunk], score, cosines.get(chunk), bm25.get(chunk))
