"""Embedders: what turns texts into vectors, which one a setting names, and a cache.

The default model is shipped as ONNX. Any other is one that sentence-transformers
knows: it is exported once (onnx_cache.py) and then runs without that library
and torch, which take seconds to import.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import ModelError

DEFAULT_MODEL, MULTILINGUAL_MODEL = "all-MiniLM-L6-v2", "multilingual-e5-small"
OWN_MODELS = frozenset({DEFAULT_MODEL, MULTILINGUAL_MODEL})
"""The models that qa-bot and its packages bring, which need no network."""
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


@runtime_checkable
class QuestionEmbedder(Protocol):
    """What an embedder may have beside: another prompt for questions, and cosines of its own.

    `cosine_scale` are the factor and the summand that put its cosines on the scale of the
    default model's, on which the weights of answers were fitted.
    """

    @property
    def cosine_scale(self) -> tuple[float, float]: ...

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of questions, of shape (len(texts), dimension)."""
        ...


def model_for(language: str) -> str:
    """Return the name of the model for a library whose first article is in a language.

    `language` is a BCP 47 code, or "" if unknown. The default model is for English, and for
    all where the multilingual one is not installed.
    """
    from qa_bot.retrieval.multilingual import LANGUAGES

    is_for_it = language != "en" and language in LANGUAGES
    return MULTILINGUAL_MODEL if is_for_it and is_installed(MULTILINGUAL_MODEL) else DEFAULT_MODEL


def is_installed(name: str) -> bool:
    """Return whether a model is one of ours, and here."""
    from qa_bot.retrieval.multilingual import package_folders

    return name == DEFAULT_MODEL or (name == MULTILINGUAL_MODEL and bool(package_folders()))


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
    if name == MULTILINGUAL_MODEL:
        from qa_bot.retrieval.multilingual import open_embedder

        return open_embedder()
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
    from qa_bot.retrieval.multilingual import LANGUAGES

    return {DEFAULT_MODEL: frozenset({"en"}), MULTILINGUAL_MODEL: LANGUAGES}.get(name)


class CachingEmbedder:
    """An embedder with a cache of its latest vectors. Safe to share between threads.

    A question is embedded to find passages and again to score their sentences,
    and the same sentences are scored again when further passages were read.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._vectors: OrderedDict[tuple[bool, str], NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()
        self._embed_texts = embedder.embed
        self._embed_asked = embedder.embed
        self._tells_questions = isinstance(embedder, QuestionEmbedder)
        self.cosine_scale = (1.0, 0.0)
        if isinstance(embedder, QuestionEmbedder):
            self._embed_asked = embedder.embed_questions
            self.cosine_scale = embedder.cosine_scale
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.count_tokens = embedder.count_tokens

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        return self._cached(texts, is_question=False)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of questions, of shape (len(texts), dimension)."""
        return self._cached(texts, is_question=self._tells_questions)

    def _cached(self, texts: Sequence[str], is_question: bool) -> NDArray[np.float32]:
        if len(texts) > _CACHED_BATCH:
            return self._embed(texts, is_question)
        keys = [(is_question, text) for text in texts]
        with self._lock:
            known = {key: self._vectors[key] for key in keys if key in self._vectors}
        fresh = [key for key in dict.fromkeys(keys) if key not in known]
        if fresh:
            vectors = self._embed([text for _, text in fresh], is_question)
            known |= zip(fresh, vectors, strict=True)
        with self._lock:
            for key in keys:
                self._vectors[key] = known[key]
                self._vectors.move_to_end(key)
            while len(self._vectors) > _CACHED_VECTORS:
                self._vectors.popitem(last=False)
        rows = [known[key] for key in keys]
        return np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)

    def _embed(self, texts: Sequence[str], is_question: bool) -> NDArray[np.float32]:
        """Embed texts and check what the embedder returns; raises ModelError."""
        returned = (self._embed_asked if is_question else self._embed_texts)(texts)
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
