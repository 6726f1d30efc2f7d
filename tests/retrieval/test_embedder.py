"""The default model is shipped ready to run, and reads what chunks hold."""

import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.config import load_config
from qa_bot.errors import ModelError
from qa_bot.indexing.chunking import Chunker
from qa_bot.retrieval.embedder import DEFAULT_MODEL, SHIPPED, Embedder, load_embedder
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


_WORDS = st.sampled_from("the a river bridge of 1874 Αθήνα 東京 café zxqv, (or) so. Why?".split())
_TEXTS = st.lists(st.lists(_WORDS, max_size=60).map(" ".join), min_size=1, max_size=12)


@pytest.mark.model
@settings(max_examples=25)
@given(_TEXTS, st.randoms(use_true_random=False))
def test_a_vector_depends_on_its_text_alone(model: Embedder, texts: list[str], rng: Random) -> None:
    """Alone, in company, in another order or among copies a text has the same vector."""
    alone = np.concatenate([model.embed([text]) for text in texts])
    assert np.sum(alone * model.embed(texts), axis=1).min() > 0.9999
    places = [rng.randrange(len(texts)) for _ in range(3 * len(texts))]
    mixed = model.embed([texts[place] for place in places])
    assert np.sum(alone[places] * mixed, axis=1).min() > 0.9999


@pytest.mark.model
def test_no_texts_give_no_vectors(model: Embedder) -> None:
    """An empty batch has the model's dimension all the same."""
    assert model.embed([]).shape == (0, model.dimension)


@pytest.mark.model
def test_nothing_of_a_chunk_is_cut_off(model: Embedder) -> None:
    """Chunks end where the model stops reading, marks included."""
    limit = min(load_config(None, {}).chunking.max_tokens, model.max_tokens)
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
    """No text is lost or doubled, none is padded, and only a single text exceeds the size."""
    made = list(batches(lengths, 256))
    assert sorted(place for batch in made for place in batch) == list(range(len(lengths)))
    for batch in made:
        assert len({lengths[place] for place in batch}) == 1
        assert len(batch) == 1 or len(batch) * lengths[batch[0]] <= 256
