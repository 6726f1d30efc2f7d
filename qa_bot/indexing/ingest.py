"""An article into the library: chunked, embedded where it is new, committed.

Knows the store, the chunker and something that embeds; not where articles
come from. Interrupted at any moment, the article is wholly in or wholly out,
and what was embedded by then is found again by the next try.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.documents import Article, Chunk
from qa_bot.errors import ArticleDamaged, ArticleNotFound, ModelMismatch
from qa_bot.indexing.near_duplicates import Stories
from qa_bot.overrides import NOTHING, Given
from qa_bot.storage.store import Store, text_key
from qa_bot.storage.writes import EmbeddingsMissing, Entry

_BATCH = 128
# How many articles, or characters of them, are worth waiting for to take them in together.
_TOGETHER = 64
_CHARACTERS = 200_000
_PROBE = "The quick brown fox jumps over the lazy dog near the river bank."
# The least cosine of two probes of one model. Releases of the default model differ by 0.005 on
# any processor; the nearest other model, the same one after another training, by over 0.1.
_SAME = 0.99
# The least cosine of two probes of one release. Processors move a vector by up to 0.0004, and any
# change of the last bit of a float by up to 0.0006 (docs/processors.md); the former release is
# 0.0026 away.
_SAME_RELEASE = 0.999


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

    def __init__(
        self,
        store: Store,
        chunker: Chunks,
        embedder: Embeds,
        chunking: str = "",
        language_of: Callable[[str], str] = lambda text: "",
    ) -> None:
        """`chunking` names the settings of `chunker`; a library that is new remembers them.

        `language_of` gives a text's language as a BCP 47 code, "" where it cannot tell.
        """
        self._store = store
        self._chunker = chunker
        self._embedder = embedder
        self._chunking = chunking
        self._language_of = language_of
        self._model: bytes | None = None

    def add(
        self,
        article: Article,
        progress: Progress = lambda done, total: None,
        given: Given = NOTHING,
    ) -> Outcome:
        """Add or update one article; `progress` hears of chunks done and in all.

        `given` is what a person says of it, and holds for every later adding as
        well. Raises LibraryUnwritable, LibraryBusy or ModelMismatch; the library
        is then as it was.
        """
        return self.add_all([article], progress, given)[0]

    def add_all(
        self,
        articles: Sequence[Article],
        progress: Progress = lambda done, total: None,
        given: Given = NOTHING,
    ) -> list[Outcome]:
        """Add or update several articles in one transaction; raises as `add` does.

        Small articles embed and commit several times as fast together. The
        writers' lock is held for the commit alone.
        """
        outcomes = [foreseen(self._store, article, given) for article in articles]
        stories = Stories(self._store)
        changed = [
            self._completed(article, given, stories)
            for article, outcome in zip(articles, outcomes, strict=True)
            if outcome is not Outcome.UNCHANGED
        ]
        if changed:
            self._put(changed, self._library_model(), progress)
        return outcomes

    def embedded(self, article: Article, most: int) -> dict[bytes, NDArray[np.float32]]:
        """The vectors of up to `most` chunks of an article, drawn at random, by the text's key."""
        texts = [chunk.text for chunk in self._chunker.chunk(article)]
        drawn = secrets.SystemRandom().sample(texts, min(most, len(texts)))
        keys = [text_key(text) for text in drawn]
        return dict(zip(keys, self._embedder.embed(drawn), strict=True)) if drawn else {}

    def _completed(self, article: Article, given: Given, stories: Stories) -> Entry:
        """The article as it is to be kept, with its chunks and what stands beside it."""
        said = self._store.given(article.id).joined(given)
        article = said.over(article)
        language = self._language_of(article.text) or article.language
        article = replace(article, language=language)
        told = stories.of(article)
        return Entry(article, self._chunker.chunk(article), said, told.bands, told.story)

    def _library_model(self) -> bytes:
        """The library's model, once it is certain that it is ours; raises ModelMismatch."""
        kept = self._store.meta("probe")
        if kept is None or kept != self._model:
            kept = ensure_model(self._store, self._embedder, claim=True, chunking=self._chunking)
        self._model = kept
        return kept or b""

    def _put(self, entries: Sequence[Entry], model: bytes, progress: Progress) -> None:
        chunks = [chunk for entry in entries for chunk in entry.chunks]
        fresh: dict[bytes, NDArray[np.float32]] = {}
        while True:
            fresh |= self._embed_new(chunks, model, fresh, progress)
            try:
                return self._store.put_all(entries, fresh, model)
            except EmbeddingsMissing:
                continue  # Another process dropped what no article used yet.

    def _embed_new(
        self,
        chunks: Sequence[Chunk],
        model: bytes,
        fresh: Mapping[bytes, NDArray[np.float32]],
        progress: Progress,
    ) -> dict[bytes, NDArray[np.float32]]:
        texts = {text_key(chunk.text): chunk.text for chunk in chunks}
        missing = self._store.missing_keys(list(texts)) - fresh.keys()
        # Texts of like length share a batch, so that little of it is padding.
        todo = sorted((key for key in texts if key in missing), key=lambda key: len(texts[key]))
        made: dict[bytes, NDArray[np.float32]] = {}
        for i in range(0, len(todo), _BATCH):
            keys = todo[i : i + _BATCH]
            progress(len(texts) - len(todo) + i, len(texts))
            vectors = self._embedder.embed([texts[k] for k in keys])
            made.update(zip(keys, vectors, strict=True))
            if i + _BATCH < len(todo):
                self._store.keep_embeddings(keys, vectors, model)
        progress(len(texts), len(texts))
        return made


def enough(articles: Sequence[Article]) -> bool:
    """Whether so much was loaded that it should be taken in before more is."""
    return len(articles) >= _TOGETHER or sum(len(each.text) for each in articles) >= _CHARACTERS


def foreseen(store: Store, article: Article, given: Given = NOTHING) -> Outcome:
    """What adding the article would come to; nothing is done."""
    try:
        before = store.article(article.id)
    except ArticleNotFound:
        return Outcome.ADDED
    except ArticleDamaged:
        return Outcome.UPDATED
    said = store.given(article.id)
    # The same text is in the same language, whatever a source claims; what could
    # not be read is not kept, so it does not count.
    now = replace(said.joined(given).over(article), language=before.language, unread=())
    same = before == now and said == said.joined(given)
    return Outcome.UNCHANGED if same else Outcome.UPDATED


def dimension_of(store: Store) -> int | None:
    """How many numbers a vector of this library has; None before anything was added."""
    kept = store.meta("probe")
    return None if kept is None else np.frombuffer(kept, np.float32).size


def probe_of(embedder: Embeds) -> NDArray[np.float32]:
    """The model's vector (dimension,) of a fixed sentence, which tells it from others."""
    probe: NDArray[np.float32] = embedder.embed([_PROBE])[0]
    return probe


def same_model(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether two probes are of one model; processors differ in the last digits."""
    return one.shape == other.shape and float(one @ other) >= _SAME


def is_built_by(store: Store, embedder: Embeds) -> bool:
    """Whether the library holds the vectors of this model."""
    kept = store.meta("probe")
    return kept is not None and same_model(np.frombuffer(kept, np.float32), probe_of(embedder))


def is_same_release(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether two probes are of one release of a model, so that their vectors are the same."""
    return one.shape == other.shape and float(one @ other) >= _SAME_RELEASE


def is_of_former_release(store: Store, embedder: Embeds) -> bool:
    """Whether the library's vectors are of this model, but were made by another release of it.

    They can be searched, though vectors that are made now differ a little.
    """
    kept = store.meta("probe")
    if kept is None:
        return False
    before, now = np.frombuffer(kept, np.float32), probe_of(embedder)
    return same_model(before, now) and not is_same_release(before, now)


def ensure_model(
    store: Store, embedder: Embeds, claim: bool = False, chunking: str = ""
) -> bytes | None:
    """Check that the library was built with this model; raises ModelMismatch.

    The library keeps the model's name and its probe, so a model that changed
    under the same name is noticed too. With `claim`, a library without a model
    takes this one, and remembers `chunking`. The probe that it keeps, or None.
    """
    probe = probe_of(embedder)
    name, kept = store.meta("model"), store.meta("probe")
    if name is None or kept is None:
        return _claim(store, embedder.name, probe.tobytes(), chunking) if claim else None
    before = np.frombuffer(kept, np.float32)
    if not same_model(before, probe):
        raise ModelMismatch(
            f"{store.folder}: built with the embedding model '{name.decode()}' "
            f"({before.size} dimensions), but embedding.model is '{embedder.name}' "
            f"({probe.size}). Set embedding.model back, move the library to the new one with "
            "`qa-bot rebuild`, or add the articles to another library with --index DIR."
        )
    return kept


def _claim(store: Store, name: str, probe: bytes, chunking: str) -> bytes:
    with store.writing() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [("model", name.encode()), ("chunking", chunking.encode()), ("probe", probe)],
        )
    return probe
