"""The default model is the real one, comes with a package, and reads what chunks hold."""

from pathlib import Path

import numpy as np
import pytest

from qa_bot.config import load_config
from qa_bot.errors import ModelError
from qa_bot.library.chunking import Chunker
from qa_bot.retrieval.embedding import SentenceTransformerEmbedder
from tests.fakes import article

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbedder:
    """The packaged model."""
    return SentenceTransformerEmbedder.load()


def test_vectors_are_of_unit_length_and_like_meanings_are_near(
    model: SentenceTransformerEmbedder,
) -> None:
    """A paraphrase is nearer than another subject."""
    texts = ["The bridge was shut.", "They closed the crossing.", "Apples ripen in autumn."]
    vectors = model.embed(texts)
    assert vectors.shape == (3, model.dimension) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_nothing_of_a_chunk_is_cut_off(model: SentenceTransformerEmbedder) -> None:
    """Chunks end where the model stops reading, marks included."""
    settings = load_config(None, {}).chunking
    limit = min(settings.max_tokens, model.max_tokens)
    text = "Thessaloniki's antidisestablishmentarian ombudsmen zigzagged unhurriedly. " * 120
    chunks = Chunker(model.count_tokens, limit).chunk(article(text))
    assert len(chunks) > 5
    longest = max(chunks, key=lambda chunk: model.count_tokens([chunk.text])[0]).text
    assert model.count_tokens([longest])[0] <= model.max_tokens
    tail = longest.removesuffix("unhurriedly.") + "calmly."
    assert not np.allclose(model.embed([longest]), model.embed([tail]), atol=1e-4)


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    """A folder that holds no model, or a name that no hub is there to give, has a cure."""
    with pytest.raises(ModelError, match=r"cannot be loaded.*Set embedding\.model"):
        SentenceTransformerEmbedder.load(str(tmp_path / "nothing"))
