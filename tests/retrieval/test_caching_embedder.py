"""What was just embedded is not embedded again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.retrieval import embedder as embedder_module
from qa_bot.retrieval.embedder import CachingEmbedder
from tests.fakes import FakeEmbedder


def test_a_text_is_embedded_once(embedder: FakeEmbedder) -> None:
    """Neither within a call nor between calls."""
    remembers = CachingEmbedder(embedder)
    remembers.embed(["tea", "coffee", "tea"])
    remembers.embed(["coffee", "rice"])
    assert embedder.embedded == ["tea", "coffee", "rice"]


@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=12))
def test_the_vectors_are_the_embedders_own(calls: list[list[str]]) -> None:
    """In the order asked for, however much was forgotten meanwhile."""
    remembers, plain = CachingEmbedder(FakeEmbedder()), FakeEmbedder()
    limit, embedder_module._CACHED_VECTORS = embedder_module._CACHED_VECTORS, 3
    try:
        for texts in calls:
            assert np.array_equal(remembers.embed(texts), plain.embed(texts))
        assert len(remembers._vectors) <= 3
    finally:
        embedder_module._CACHED_VECTORS = limit


def test_what_is_added_in_bulk_is_not_kept(embedder: FakeEmbedder) -> None:
    """Adding an article does not push out what is being asked."""
    remembers = CachingEmbedder(embedder)
    remembers.embed(["tea"])
    remembers.embed([f"chunk {n}" for n in range(200)])
    remembers.embed(["tea"])
    assert embedder.embedded.count("tea") == 1
