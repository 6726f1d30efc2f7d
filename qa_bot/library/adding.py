"""An article into the library: chunked, embedded where it is new, committed.

Knows the store, the chunker and something that embeds; not where articles
come from. Interrupted at any moment, the article is wholly in or wholly out,
and what was embedded by then is found again by the next try.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, Chunk
from qa_bot.errors import ArticleNotFound, ModelMismatch
from qa_bot.library.store import Store, text_key

_BATCH = 128
_PROBE = "The quick brown fox jumps over the lazy dog near the river bank."
_SAME = 0.99


class Outcome(Enum):
    """What adding came to."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Embeds(Protocol):
    """Something that turns texts into unit vectors (n, dimension)."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Chunks(Protocol):
    """Something that cuts an article into chunks."""

    def chunk(self, article: Article) -> list[Chunk]: ...


Progress = Callable[[int, int], None]


class Adder:
    """Adds articles to one library with one embedding model."""

    def __init__(self, store: Store, chunker: Chunks, embedder: Embeds) -> None:
        self._store = store
        self._chunker = chunker
        self._embedder = embedder

    def add(self, article: Article, progress: Progress = lambda done, total: None) -> Outcome:
        """Add or update one article; `progress` hears of chunks done and in all.

        Raises LibraryUnwritable, LibraryBusy or ModelMismatch; the library is
        then as it was.
        """
        article = replace(article, tags=tuple(sorted(set(article.tags))))
        before = self._stored(article.id)
        if before == article:
            return Outcome.UNCHANGED
        ensure_model(self._store, self._embedder, claim=True)
        chunks = self._chunker.chunk(article)
        self._embed_new(chunks, progress)
        self._store.put(article, chunks)
        self._store.drop_unused_embeddings()
        return Outcome.ADDED if before is None else Outcome.UPDATED

    def _stored(self, article_id: str) -> Article | None:
        try:
            return self._store.article(article_id)
        except ArticleNotFound:
            return None

    def _embed_new(self, chunks: Sequence[Chunk], progress: Progress) -> None:
        texts = {text_key(chunk.text): chunk.text for chunk in chunks}
        missing = self._store.missing_keys(list(texts))
        # Texts of like length share a batch, so that little of it is padding.
        todo = sorted((key for key in texts if key in missing), key=lambda key: len(texts[key]))
        for i in range(0, len(todo), _BATCH):
            keys = todo[i : i + _BATCH]
            progress(len(texts) - len(todo) + i, len(texts))
            self._store.keep_embeddings(keys, self._embedder.embed([texts[k] for k in keys]))
        progress(len(texts), len(texts))


def dimension_of(store: Store) -> int | None:
    """How many numbers a vector of this library has; None before anything was added."""
    kept = store.meta("probe")
    return None if kept is None else np.frombuffer(kept, np.float32).size


def ensure_model(store: Store, embedder: Embeds, claim: bool = False) -> None:
    """Check that the library was built with this model; raises ModelMismatch.

    The library keeps the model's name and its vector of a fixed sentence, so
    a model that changed under the same name is noticed too. With `claim`, a
    library without a model takes this one.
    """
    probe = embedder.embed([_PROBE])[0]
    name, kept = store.meta("model"), store.meta("probe")
    if name is None or kept is None:
        if claim:
            store.set_meta("model", embedder.name.encode())
            store.set_meta("probe", probe.tobytes())
        return
    before = np.frombuffer(kept, np.float32)
    if before.shape != probe.shape or float(before @ probe) < _SAME:
        raise ModelMismatch(
            f"{store.folder}: built with the embedding model '{name.decode()}' "
            f"({before.size} dimensions), but embedding.model is '{embedder.name}' "
            f"({probe.size}). Set embedding.model back, or add the articles to "
            "another library with --index DIR."
        )
