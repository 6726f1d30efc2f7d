"""The default model is shipped ready to run, and reads what chunks hold."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.config import load_config
from qa_bot.errors import ModelError
from qa_bot.library.chunking import Chunker
from qa_bot.retrieval.embedding import DEFAULT_MODEL, SHIPPED, Embedder, load_embedder
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder, batches
from tests.fakes import article


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The shipped model."""
    return load_embedder(DEFAULT_MODEL, tmp_path_factory.mktemp("cache"))


@pytest.mark.model
def test_vectors_are_of_unit_length_and_like_meanings_are_near(model: Embedder) -> None:
    """A paraphrase is nearer than another subject."""
    texts = ["The bridge was shut.", "They closed the crossing.", "Apples ripen in autumn."]
    vectors = model.embed(texts)
    assert vectors.shape == (3, model.dimension) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


@pytest.mark.model
def test_the_company_of_a_text_hardly_moves_its_vector(model: Embedder) -> None:
    """A text embedded alone and among longer ones comes to the same place and in its order."""
    texts = ["word " * n for n in (200, 3, 90, 1, 40)]
    alone = np.concatenate([model.embed([text]) for text in texts])
    assert np.sum(alone * model.embed(texts), axis=1).min() > 0.98
    assert model.embed([]).shape == (0, model.dimension)


@pytest.mark.model
def test_nothing_of_a_chunk_is_cut_off(model: Embedder) -> None:
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


@pytest.mark.model
def test_damaged_weights_are_refused_with_the_cure(tmp_path: Path) -> None:
    """One changed byte of the shipped files is noticed."""
    shutil.copytree(SHIPPED, tmp_path / "weights")
    path = tmp_path / "weights" / "model.onnx"
    with path.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelError, match="damaged"):
        OnnxEmbedder.open(tmp_path / "weights")


@given(st.lists(st.integers(1, 300), max_size=60))
def test_batches_hold_each_text_once_within_their_size(lengths: list[int]) -> None:
    """No text is lost or doubled, and no batch is larger than allowed unless it is one text."""
    made = list(batches(lengths, 256))
    assert sorted(place for batch in made for place in batch) == list(range(len(lengths)))
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= 256
