"""The fingerprint of an embedding model, and whether a library was built with that model.

A fingerprint is the model's vector of a fixed sentence, so a model that changed
under the same name is noticed too.
"""

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import ModelMismatch
from qa_bot.retrieval.embedder import Embedder
from qa_bot.storage.store import IndexModel, Store

_SENTENCE = "The quick brown fox jumps over the lazy dog near the river bank."
# The least cosine of two fingerprints of one model. Releases of the default model differ by 0.005
# on any processor; the nearest other model, the same one after another training, by over 0.1.
_SAME_MODEL = 0.99
# The least cosine of two fingerprints of one release. Processors move a vector by up to 0.0004,
# and any change of the last bit of a float by up to 0.0006 (docs/processors.md); the former
# release is 0.0026 away.
_SAME_RELEASE = 0.999


def fingerprint_of(embedder: Embedder) -> NDArray[np.float32]:
    """Return the fingerprint of a model, shape (dimension,)."""
    fingerprint: NDArray[np.float32] = embedder.embed([_SENTENCE])[0]
    return fingerprint


def is_same_model(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Return whether two fingerprints are of one model; processors differ in the last digits."""
    return one.shape == other.shape and float(one @ other) >= _SAME_MODEL


def is_same_release(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Return whether two fingerprints are of one release of a model, whose vectors are the same."""
    return one.shape == other.shape and float(one @ other) >= _SAME_RELEASE


def stored_dimension(store: Store) -> int | None:
    """Return the dimension of the library's vectors; None before anything was added."""
    model = store.index_model()
    return None if model is None else _vector(model).size


def is_built_with(store: Store, embedder: Embedder) -> bool:
    """Return whether the library's vectors are of this model and release."""
    model = store.index_model()
    return model is not None and is_same_release(_vector(model), fingerprint_of(embedder))


def is_of_former_release(store: Store, embedder: Embedder) -> bool:
    """Return whether the library's vectors are of this model, but of another release.

    They can be searched, though vectors that are made now differ a little.
    """
    model = store.index_model()
    if model is None:
        return False
    before, now = _vector(model), fingerprint_of(embedder)
    return is_same_model(before, now) and not is_same_release(before, now)


def check_model(store: Store, embedder: Embedder) -> IndexModel | None:
    """Return the model that the library was built with, None before anything was added.

    Raises ModelMismatch when it is another than `embedder`.
    """
    fingerprint, model = fingerprint_of(embedder), store.index_model()
    if model is not None and not is_same_model(_vector(model), fingerprint):
        raise ModelMismatch(
            f"{store.location}: built with the embedding model '{model.name}' "
            f"({_vector(model).size} dimensions), but embedding.model is '{embedder.name}' "
            f"({fingerprint.size}). Set embedding.model back, move the library to the new one with "
            "`qa-bot rebuild`, or add the articles to another library with --index DIR."
        )
    return model


def claim_model(store: Store, embedder: Embedder, chunking: str = "") -> IndexModel:
    """Return the library's model, which becomes this one where it has none.

    `chunking` names the chunker's settings. Raises ModelMismatch as `check_model` does.
    """
    model = check_model(store, embedder)
    if model is None:
        model = IndexModel(embedder.name, fingerprint_of(embedder).tobytes(), chunking)
        store.claim_index_model(model)
    return model


def _vector(model: IndexModel) -> NDArray[np.float32]:
    size = np.dtype(np.float32).itemsize
    # What damage has left is of no model, which a rebuild repairs.
    return np.frombuffer(model.fingerprint, np.float32, len(model.fingerprint) // size)
