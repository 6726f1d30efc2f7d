"""A new index beside the present one, for another model or other chunks, and the switch to it.

The new one is a library of its own where the engine places it, so the present one
serves until the new is whole, and an interrupted rebuild goes on where it was. The
switch is one transaction.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Progress, no_progress
from qa_bot.errors import LibraryDamaged
from qa_bot.identity import embedding_key
from qa_bot.indexing.chunking import Chunker
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fingerprint import claim_model, is_built_with
from qa_bot.storage.rebuild_place import RebuildPlace
from qa_bot.storage.store import Store


def needs_rebuild(store: Store, embedder: Embedder, chunking: str) -> bool:
    """Return whether another model, release of it or chunking (or an unknown one) built it."""
    model = store.index_model()
    if model is None:
        return False
    return not is_built_with(store, embedder) or model.chunking != chunking


def rebuild(
    store: Store,
    chunker: Chunker,
    embedder: Embedder,
    chunking: str,
    progress: Progress = no_progress,
) -> int:
    """Chunk and embed every article anew and switch to the result; return how many there are.

    `chunking` names the settings of `chunker`. Text that the same model has
    embedded before is not embedded again. Raises LibraryUnwritable or
    LibraryBusy; the library is then as it was, and what was done is kept for
    the next try.
    """
    place = store.rebuild_place()
    with place.locked():
        while True:
            token = store.state().token
            new = _open_new(place, embedder, chunking)
            try:
                reusing = _ReusingEmbedder(store, embedder)
                is_same = is_built_with(store, embedder)
                ingester = Ingester(new, chunker, reusing if is_same else embedder)
                count = _copy_articles(store, new, ingester, progress)
                if not store.adopt_index(new, token):
                    continue
            finally:
                new.close()
            place.discard()
            return count


def _open_new(place: RebuildPlace, embedder: Embedder, chunking: str) -> Store:
    """Open the new library, started again unless it is for the same model and chunking."""
    try:
        new = place.open()
        if new.index_model() is not None and not needs_rebuild(new, embedder, chunking):
            return new
        new.close()
    except LibraryDamaged:
        pass
    place.discard()
    new = place.open()
    try:
        claim_model(new, embedder, chunking)
    except BaseException:
        new.close()
        raise
    return new


def _copy_articles(store: Store, new: Store, ingester: Ingester, progress: Progress) -> int:
    """Make the new library hold the same articles; return how many there are."""
    for article_id, _ in new.digests():
        if store.digest(article_id) is None:
            new.remove(article_id)
    count = store.count_articles()
    for done, (article_id, digest) in enumerate(store.digests()):
        if new.digest(article_id) != digest:
            article = store.article(article_id)
            progress(article.title, done, count)
            ingester.add(article)
    progress("", count, count)
    return count


class _ReusingEmbedder:
    """An embedder that takes vectors from the library where the same model made them before."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.count_tokens = embedder.count_tokens

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        stored = self._store.embeddings([embedding_key(text) for text in texts])
        fresh = [text for text in texts if embedding_key(text) not in stored]
        vectors = dict(zip(fresh, self._embedder.embed(fresh), strict=True)) if fresh else {}
        return np.stack(
            [vectors[text] if text in vectors else stored[embedding_key(text)] for text in texts]
        )
