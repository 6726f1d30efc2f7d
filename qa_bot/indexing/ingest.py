"""Ingestion: an article chunked, embedded where it is new, and committed.

The one way into a library. Interrupted at any moment, an article is wholly in
or wholly out, and what was embedded by then is found again by the next try.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, Chunk, Outcome, Progress, no_progress
from qa_bot.errors import ArticleDamaged, ArticleNotFound
from qa_bot.identity import embedding_key
from qa_bot.indexing.chunking import Chunker
from qa_bot.indexing.near_duplicates import NearDuplicates
from qa_bot.overrides import NO_OVERRIDES, MetadataOverrides
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fingerprint import claim_model
from qa_bot.storage.store import EmbeddingsMissing, IndexedArticle, Store

# Chunks embedded between two commits of staged embeddings: some seconds of work.
_EMBEDDED_TOGETHER = 128
# Articles, or characters of them, that are ingested in one transaction: some seconds of work.
_ARTICLES_TOGETHER = 64
_CHARACTERS_TOGETHER = 200_000


@dataclass(frozen=True, slots=True)
class CutText:
    """The language and the chunks of an article's text, which no metadata changes."""

    language: str
    chunks: Sequence[Chunk]


class Ingester:
    """Adds articles to one library with one embedding model."""

    def __init__(
        self,
        store: Store,
        chunker: Chunker,
        embedder: Embedder,
        chunking: str = "",
        language_of: Callable[[str], str] = lambda text: "",
    ) -> None:
        """`chunking` names the settings of `chunker`; a new library records them.

        `language_of` returns a text's language as a BCP 47 code, "" if unknown.
        """
        self._store = store
        self._chunker = chunker
        self._embedder = embedder
        self._chunking = chunking
        self._language_of = language_of
        self._fingerprint: bytes | None = None
        self._cut_ahead: dict[tuple[str, str], CutText] = {}
        self._embedded_ahead: dict[bytes, NDArray[np.float32]] = {}

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._embedder.name

    def add(
        self,
        article: Article,
        progress: Progress = no_progress,
        overrides: MetadataOverrides = NO_OVERRIDES,
    ) -> Outcome:
        """Add or update one article; raises as `add_all` does."""
        return self.add_all([article], progress, overrides)[0]

    def add_all(
        self,
        articles: Sequence[Article],
        progress: Progress = no_progress,
        overrides: MetadataOverrides = NO_OVERRIDES,
    ) -> list[Outcome]:
        """Add or update several articles in one transaction.

        `progress` counts chunks under the last article's title. `overrides` hold
        for every later addition of these articles as well. Small articles embed
        and commit several times as fast together; the writers' lock is held for
        the commit alone. Raises LibraryUnwritable, LibraryBusy or ModelMismatch;
        the library is then as it was.
        """
        outcomes = [foresee(self._store, article, overrides) for article in articles]
        near_duplicates = NearDuplicates(self._store)
        changed = [
            self._indexed(article, overrides, near_duplicates)
            for article, outcome in zip(articles, outcomes, strict=True)
            if outcome is not Outcome.UNCHANGED
        ]
        if changed:
            self._put(changed, self.claim(), progress)
        for article in articles:
            self._cut_ahead.pop((article.id, article.text), None)
        return outcomes

    def cut_ahead(self, article: Article) -> dict[bytes, str]:
        """Cut an article that is about to be added; return the texts of its chunks by key."""
        cut = self._cut_ahead[article.id, article.text] = self._cut(article)
        return {embedding_key(chunk.text): chunk.text for chunk in cut.chunks}

    def stage(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Store vectors (n, dimension) of texts that are about to be added.

        They are also held in memory until then, as another program that ends an addition drops
        staged ones. May be called by another thread. Raises as `add_all` does.
        """
        self._store.stage_embeddings(keys, vectors, self.claim())
        self._embedded_ahead.update(zip(keys, vectors, strict=True))

    def forget_ahead(self) -> None:
        """Hold in memory no longer what was cut and embedded ahead, and was not added."""
        self._cut_ahead.clear()
        self._embedded_ahead.clear()

    def embed_sample(self, article: Article, most: int) -> dict[bytes, NDArray[np.float32]]:
        """Embed up to `most` chunks of an article, drawn at random; return vectors by key."""
        texts = [chunk.text for chunk in self._chunker.chunk(article)]
        drawn = secrets.SystemRandom().sample(texts, min(most, len(texts)))
        keys = [embedding_key(text) for text in drawn]
        return dict(zip(keys, self._embedder.embed(drawn), strict=True)) if drawn else {}

    def _indexed(
        self, article: Article, overrides: MetadataOverrides, near_duplicates: NearDuplicates
    ) -> IndexedArticle:
        """Return the article as it is to be stored, with its chunks and what is beside it."""
        overrides = self._store.overrides(article.id).merged(overrides)
        article = overrides.apply(article)
        cut = self._cut_ahead.get((article.id, article.text)) or self._cut(article)
        article = replace(article, language=cut.language)
        cluster = near_duplicates.cluster(article)
        return IndexedArticle(article, cut.chunks, overrides, cluster.bands, cluster.first)

    def _cut(self, article: Article) -> CutText:
        language = self._language_of(article.text) or article.language
        return CutText(language, self._chunker.chunk(replace(article, language=language)))

    def claim(self) -> bytes:
        """Return the library's fingerprint, once it is certain that it is of this model.

        A library that holds nothing becomes this model's. Raises ModelMismatch.
        """
        model = self._store.index_model()
        if model is None or model.fingerprint != self._fingerprint:
            model = claim_model(self._store, self._embedder, self._chunking)
        self._fingerprint = model.fingerprint
        return model.fingerprint

    def _put(
        self, articles: Sequence[IndexedArticle], fingerprint: bytes, progress: Progress
    ) -> None:
        title = articles[-1].article.title
        chunks = [chunk for indexed in articles for chunk in indexed.chunks]
        embeddings: dict[bytes, NDArray[np.float32]] = {}
        while True:
            embeddings |= self._embed_new(chunks, fingerprint, embeddings, title, progress)
            try:
                self._store.put(articles, embeddings, fingerprint)
            except EmbeddingsMissing:
                continue  # Another process dropped what no article used yet.
            for chunk in chunks if self._embedded_ahead else ():
                self._embedded_ahead.pop(embedding_key(chunk.text), None)
            return

    def _embed_new(
        self,
        chunks: Sequence[Chunk],
        fingerprint: bytes,
        known: Mapping[bytes, NDArray[np.float32]],
        title: str,
        progress: Progress,
    ) -> dict[bytes, NDArray[np.float32]]:
        texts = {embedding_key(chunk.text): chunk.text for chunk in chunks}
        missing = self._store.missing_embeddings(list(texts)) - known.keys()
        # Texts of similar length together, as a batch of the embedder holds one length.
        embedded = {
            key: self._embedded_ahead[key] for key in missing if key in self._embedded_ahead
        }
        missing -= embedded.keys()
        todo = sorted((key for key in texts if key in missing), key=lambda key: len(texts[key]))
        for i in range(0, len(todo), _EMBEDDED_TOGETHER):
            keys = todo[i : i + _EMBEDDED_TOGETHER]
            progress(title, len(texts) - len(todo) + i, len(texts))
            vectors = self._embedder.embed([texts[k] for k in keys])
            embedded.update(zip(keys, vectors, strict=True))
            if i + _EMBEDDED_TOGETHER < len(todo):
                self._store.stage_embeddings(keys, vectors, fingerprint)
        progress(title, len(texts), len(texts))
        return embedded


def is_full(articles: Sequence[Article]) -> bool:
    """Return whether these articles should be ingested before more are loaded."""
    characters = sum(len(article.text) for article in articles)
    return len(articles) >= _ARTICLES_TOGETHER or characters >= _CHARACTERS_TOGETHER


def foresee(store: Store, article: Article, overrides: MetadataOverrides = NO_OVERRIDES) -> Outcome:
    """Return what adding the article would come to, without adding it."""
    try:
        before = store.article(article.id)
    except ArticleNotFound:
        return Outcome.ADDED
    except ArticleDamaged:
        return Outcome.UPDATED
    stored = store.overrides(article.id)
    merged = stored.merged(overrides)
    # The same text is in the same language, whatever a source claims; what was not read or left
    # out is not stored.
    now = replace(merged.apply(article), language=before.language, unread=(), left_out=())
    return Outcome.UNCHANGED if before == now and stored == merged else Outcome.UPDATED
