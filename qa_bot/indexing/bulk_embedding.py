"""Embedding ahead of the pipeline: many articles are loaded, and their texts embedded elsewhere.

Articles go in windows. While one is embedded, the one before it is written and the one after it
is loaded. What an article comes to is the pipeline's own work: it finds its texts embedded, and
where it does not, embeds them.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, Progress
from qa_bot.errors import SourceError
from qa_bot.indexing.ingest import Ingester
from qa_bot.loading.pending import LoadedArticle, Pending, PendingArticle
from qa_bot.storage.store import Store

EmbedTexts = Callable[[Sequence[str]], Iterator[tuple[list[int], NDArray[np.float32]]]]
"""Yields indices of texts with their vectors (n, dimension), in any order, each text once."""
# Characters for each core: 4,000 chunks, half a minute or more of work. Loading the model on each
# node takes a few seconds of that.
_FOR_CORE = 4_000_000
# Characters at most, as up to three windows are held in memory, each with what was made of it.
_TOGETHER = 64_000_000


@dataclass(slots=True)
class _Window:
    """Pending articles that were loaded, and their texts by key."""

    pending: list[Pending] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    texts: dict[bytes, str] = field(default_factory=dict)
    characters: int = 0
    ingester: Ingester | None = None


class BulkEmbedding:
    """Embeds the texts of pending articles before the pipeline takes them."""

    def __init__(
        self,
        store: Store,
        ingester: Callable[[Sequence[Article]], Ingester],
        embed: EmbedTexts,
        characters: int,
        progress: Progress,
    ) -> None:
        """`ingester` is as for Pipeline; `characters` of articles make a window."""
        self._store = store
        self._ingester = ingester
        self._embed = embed
        self._characters = characters
        self._progress = progress
        self._is_stopped = threading.Event()

    def ahead(self, pending: Iterable[Pending]) -> Iterator[Pending]:
        """Yield what is pending, in its order, loaded and embedded. Raises what `embed` raises."""
        pool = ThreadPoolExecutor(1, "embedding")
        started: list[tuple[_Window, Future[None]]] = []
        try:
            for window in self._windows(pending):
                started.append((window, pool.submit(self._embed_window, window)))
                if len(started) > 1:
                    yield from self._embedded(*started.pop(0))
            for each in started:
                yield from self._embedded(*each)
        finally:
            self._is_stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _windows(self, pending: Iterable[Pending]) -> Iterator[_Window]:
        window = _Window()
        for each in pending:
            self._add(each, window)
            if window.characters >= self._characters:
                yield window
                window = _Window()
        if window.pending:
            yield window

    def _add(self, pending: Pending, window: _Window) -> None:
        """Load what can be embedded ahead; the rest is left to the pipeline."""
        if not isinstance(pending, PendingArticle) or pending.on_added is not None:
            window.pending.append(pending)
            return
        self._progress(pending.source, pending.done, pending.total)
        try:
            loaded = pending.load()
        except SourceError as error:
            window.pending.append(replace(pending, load=partial(_fail, error)))
            return
        window.pending.append(replace(pending, load=partial(_itself, loaded)))
        if loaded is None or self._store.digest(loaded.article.id) == loaded.article.digest:
            return
        if window.ingester is None:
            window.ingester = self._ingester([loaded.article])
            window.ingester.claim()
        window.articles.append(loaded.article)
        window.texts |= window.ingester.cut_ahead(loaded.article)
        window.characters += len(loaded.article.text)

    def _embed_window(self, window: _Window) -> None:
        """Embed the texts that the library has not, and stage each block as it comes."""
        missing = self._store.missing_embeddings(list(window.texts))
        # Long texts first, so that all nodes end at about the same time.
        keys = sorted(missing, key=lambda key: len(window.texts[key]), reverse=True)
        if not keys or window.ingester is None:
            return
        title, done = window.articles[-1].title, len(window.texts) - len(keys)
        self._progress(title, done, len(window.texts))
        for indices, vectors in self._embed([window.texts[key] for key in keys]):
            if self._is_stopped.is_set():
                return
            window.ingester.stage([keys[i] for i in indices], vectors)
            done += len(indices)
            self._progress(title, done, len(window.texts))

    @staticmethod
    def _embedded(window: _Window, embedding: "Future[None]") -> Iterator[Pending]:
        """Yield a window once its texts are embedded."""
        embedding.result()
        yield from window.pending


def characters_together(cores: int) -> int:
    """Return how many characters of articles to embed together on that many cores."""
    return min(_FOR_CORE * cores, _TOGETHER)


def _itself(loaded: LoadedArticle | None) -> LoadedArticle | None:
    return loaded


def _fail(error: SourceError) -> LoadedArticle:
    raise error
