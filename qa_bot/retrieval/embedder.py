"""Embedders: what turns texts into vectors, which one a setting names, and a cache.

The default model is shipped as ONNX. Any other is one that sentence-transformers
knows: it is exported once (onnx_cache.py) and then runs without that library
and torch, which take seconds to import.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import ModelError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
SHIPPED = Path(__file__).parent / "weights"

# A question needs its own vector and those of some hundred sentences: enough for a few questions.
_CACHED_VECTORS = 1024
# More texts at once are being added to a library, and not asked for again.
_CACHED_BATCH = 100


# How far from 1 the norm of a vector may be: float16 rounding leaves below 1e-3.
_NORM_TOLERANCE = 2e-3


class Embedder(Protocol):
    """Anything that turns texts into unit vectors.

    `max_tokens` is how many tokens of a text it reads, excluding special tokens.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, excluding special tokens."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        ...


def load_embedder(
    name: str, cache: Path | Callable[[], Path], notify: Callable[[str], None] = lambda notice: None
) -> Embedder:
    """Load the embedding model called `name`; raises ModelError.

    `cache` is the folder of exported models, or returns it when it is needed.
    `notify` is called when one is exported, and with the reason why one cannot be.
    """
    from qa_bot.retrieval.onnx_embedder import OnnxEmbedder

    if name == DEFAULT_MODEL:
        try:
            return OnnxEmbedder.open(SHIPPED)
        except ModelError as error:
            raise ModelError(f"{error} Install qa-bot again.") from error
    from qa_bot.retrieval.onnx_cache import CannotExport, exported_model

    folder = cache if isinstance(cache, Path) else cache()
    try:
        return OnnxEmbedder.open(exported_model(name, folder, notify))
    except CannotExport as reason:
        from qa_bot.retrieval.torch_embedder import TorchEmbedder

        notify(f"The embedding model '{name}' runs in PyTorch, which starts slowly: {reason}.")
        return TorchEmbedder.load(name)


def languages_of(name: str) -> frozenset[str] | None:
    """Return the codes of the languages that the model called `name` reads; None if unknown."""
    return frozenset({"en"}) if name == DEFAULT_MODEL else None


class CachingEmbedder:
    """An embedder with a cache of its latest vectors. Safe to share between threads.

    A question is embedded to find passages and again to score their sentences,
    and the same sentences are scored again when further passages were read.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.count_tokens = embedder.count_tokens

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        if len(texts) > _CACHED_BATCH:
            return self._embed(texts)
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known |= zip(fresh, self._embed(fresh), strict=True)
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > _CACHED_VECTORS:
                self._vectors.popitem(last=False)
        rows = [known[text] for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts and check what the embedder returns; raises ModelError."""
        returned = self._embedder.embed(texts)
        try:
            vectors = np.asarray(returned, np.float32)
            has_unit_norms = bool(
                (np.abs(np.linalg.norm(vectors, axis=-1) - 1) < _NORM_TOLERANCE).all()
            )
        except (TypeError, ValueError):
            vectors, has_unit_norms = np.empty(0, np.float32), False
        if vectors.shape != (len(texts), self.dimension) or not has_unit_norms:
            raise ModelError(
                f"The embedding model '{self.name}' returned no unit vectors of "
                f"{self.dimension} finite numbers, one for each text. Correct its `embed` or its "
                "`dimension`, or set another embedding.model."
            )
        return vectors
