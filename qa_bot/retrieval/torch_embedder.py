"""An embedder that runs sentence-transformers itself, for models that cannot be exported.

Importing that library takes seconds, so only this module and onnx_export.py do.
"""

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import ModelError
from qa_bot.model_libraries import prepare_model_libraries
from qa_bot.retrieval.embedder import DEFAULT_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class TorchEmbedder:
    """Implements Embedder with a sentence-transformers model.

    Safe to share between threads: a lock guards the tokenizer, which is not.
    """

    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        self.name = name
        self._model = model
        self._lock = threading.Lock()
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = max_length(model) - model.tokenizer.num_special_tokens_to_add()

    @classmethod
    def load(cls, name: str) -> "TorchEmbedder":
        """Load a model by name or path; raises ModelError."""
        return cls(name, load_model(name))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text, excluding special tokens, without truncation."""
        backend = self._model.tokenizer.backend_tokenizer
        with self._lock:
            backend.no_truncation()
            backend.no_padding()
            return [len(e) for e in backend.encode_batch(list(texts), add_special_tokens=False)]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            vectors = self._model.encode(
                list(texts), batch_size=16, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, np.float32)


def load_model(name: str) -> "SentenceTransformer":
    """Load a model by folder or by name on the hub; raises ModelError."""
    prepare_model_libraries("embedding.model", name, DEFAULT_MODEL)
    offline = Path(name).is_dir()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer

        with _quiet():
            return SentenceTransformer(name, device="cpu", local_files_only=offline)
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise ModelError(
            f"The embedding model '{name}' cannot be loaded ({reason}). "
            "Set embedding.model to 'all-MiniLM-L6-v2', a sentence-transformers folder, "
            "or a model name that this machine can download."
        ) from error


def max_length(model: "SentenceTransformer") -> int:
    """Return how many tokens of a text a model reads, including special tokens."""
    return int(model.max_seq_length or 512)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Hide the progress bars of the libraries below."""
    from transformers.utils import logging

    bars: Any = logging
    bars.disable_progress_bar()
    try:
        yield
    finally:
        bars.enable_progress_bar()
