"""A new index beside the present one, for another model or other chunks, and the switch to it.

The new one is a library of its own in a folder inside the present one's, so the
present one serves until the new is whole, and an interrupted rebuild goes on
where it was. The switch is one transaction.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Progress, no_progress
from qa_bot.errors import LibraryBusy, LibraryDamaged
from qa_bot.files import file_lock
from qa_bot.identity import embedding_key
from qa_bot.indexing.chunking import Chunker
from qa_bot.indexing.ingest import Ingester
from qa_bot.retrieval.embedder import Embedder
from qa_bot.retrieval.fingerprint import claim_model, is_built_with
from qa_bot.storage.locations import REBUILD_FOLDER, REBUILD_LOCK, folder_errors
from qa_bot.storage.store import Store

OpenStore = Callable[[Path], Store]


def needs_rebuild(store: Store, embedder: Embedder, chunking: str) -> bool:
    """Return whether another model, release of it or chunking (or an unknown one) built it."""
    model = store.index_model()
    if model is None:
        return False
    return not is_built_with(store, embedder) or model.chunking != chunking


def rebuild(
    store: Store,
    folder: Path,
    open_store: OpenStore,
    chunker: Chunker,
    embedder: Embedder,
    chunking: str,
    progress: Progress = no_progress,
) -> int:
    """Chunk and embed every article anew and switch to the result; return how many there are.

    `open_store` opens a store of the same engine in a folder, here in one
    inside `folder`; `chunking` names the settings of `chunker`. Text that the
    same model has embedded before is not embedded again. Raises
    LibraryUnwritable or LibraryBusy; the library is then as it was, and what
    was done is kept for the next try.
    """
    with _only_one(folder):
        while True:
            token = store.state().token
            new = _open_new(folder, open_store, embedder, chunking)
            try:
                reusing = _ReusingEmbedder(store, embedder)
                is_same = is_built_with(store, embedder)
                ingester = Ingester(new, chunker, reusing if is_same else embedder)
                count = _copy_articles(store, new, ingester, progress)
                if not store.adopt_index(new, token):
                    continue
            finally:
                new.close()
            discard(folder)
            return count


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Run one rebuild at a time; a dead one does not count."""
    lock = file_lock(folder / REBUILD_LOCK, timeout=0)
    with folder_errors(folder):
        try:
            lock.acquire()
        except filelock.Timeout:
            raise LibraryBusy(
                f"{folder}: another rebuild is running. Wait for it to finish, or stop it."
            ) from None
    try:
        yield
    finally:
        lock.release()


def discard(folder: Path) -> None:
    """Delete what a rebuild has left beside the library in `folder`."""
    shutil.rmtree(folder / REBUILD_FOLDER, ignore_errors=True)


def _open_new(folder: Path, open_store: OpenStore, embedder: Embedder, chunking: str) -> Store:
    """Open the new library, started again unless it is for the same model and chunking."""
    path = folder / REBUILD_FOLDER
    try:
        new = open_store(path)
        if new.index_model() is not None and not needs_rebuild(new, embedder, chunking):
            return new
        new.close()
    except LibraryDamaged:
        pass
    discard(folder)
    new = open_store(path)
    try:
        claim_model(new, embedder, chunking)
    except BaseException:
        new.close()
        raise
    return new


def _copy_articles(store: Store, new: Store, ingester: Ingester, progress: Progress) -> int:
    """Make the new library hold the same articles; return how many there are."""
    wanted = store.digests()
    for article_id in new.digests().keys() - wanted.keys():
        new.remove(article_id)
    for done, (article_id, digest) in enumerate(wanted.items()):
        if new.digest(article_id) != digest:
            article = store.article(article_id)
            progress(article.title, done, len(wanted))
            ingester.add(article)
    progress("", len(wanted), len(wanted))
    return len(wanted)


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
