"""What turns texts into vectors, and which one a setting names.

The default model is shipped ready to run. Any other is one that
sentence-transformers knows: it is prepared once (preparing.py) and then runs
without that library and torch, which take seconds to import.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import ModelError
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder

DEFAULT_MODEL = "all-MiniLM-L6-v2"
SHIPPED = Path(__file__).parent / "weights"


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


def load_embedder(
    name: str, cache: Path, tell: Callable[[str], None] = lambda line: None
) -> Embedder:
    """The embedding model called `name`; raises ModelError.

    `cache` is the folder where other models than the default are kept ready.
    `tell` hears when one is being prepared, and why one cannot be.
    """
    if name == DEFAULT_MODEL:
        return _shipped()
    from qa_bot.retrieval.onnx_cache import CannotPrepare, prepared

    try:
        return OnnxEmbedder.open(prepared(name, cache, tell))
    except CannotPrepare as reason:
        from qa_bot.retrieval.torch_embedder import TorchEmbedder

        tell(f"The embedding model '{name}' runs in PyTorch, which starts slowly: {reason}.")
        return TorchEmbedder.load(name)


def languages_read(name: str) -> frozenset[str] | None:
    """The codes of the languages that the model called `name` reads; None if unknown."""
    return frozenset({"en"}) if name == DEFAULT_MODEL else None


def _shipped() -> Embedder:
    try:
        return OnnxEmbedder.open(SHIPPED)
    except ModelError as error:
        raise ModelError(f"{error} Install qa-bot again.") from error
